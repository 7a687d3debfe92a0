/// What became of a stretch of inputs.
public struct Tally: Codable, Sendable {
  /// An input that a reader did not deal with as it should.
  public struct Flaw: Codable, Sendable, Equatable {
    /// The input.
    public let index: Int
    /// What happened.
    public let reason: String
  }

  /// The first input not yet counted.
  public var next: Int
  /// Inputs read or refused.
  public var inputCount = 0
  /// Inputs that were taken as valid.
  public var acceptedCount = 0
  /// Inputs that were refused with a sentence, by the kind of error.
  public var refusals: [String: Int] = [:]
  /// Inputs that broke a promise without ending the process.
  public var defects: [Flaw] = []
  /// The time of all inputs in the reader, in seconds of this thread's processor time.
  public var readerSeconds = 0.0
  /// The input that took longest, in seconds of this thread's processor time.
  public var slowest: (index: Int, seconds: Double) {
    get { (slowestIndex, slowestSeconds) }
    set { (slowestIndex, slowestSeconds) = newValue }
  }
  /// The most memory that a process held, in bytes.
  public var peakMemoryBytes = 0
  /// How much more memory a process held at its end than after its first thousand inputs, in bytes.
  public var memoryGrowthBytes = 0

  private var slowestIndex = 0
  private var slowestSeconds = 0.0

  /// Nothing yet, before input `next`.
  public init(next: Int) { self.next = next }

  /// Counts what another stretch brought.
  mutating func add(_ other: Tally) {
    next = other.next
    inputCount += other.inputCount
    acceptedCount += other.acceptedCount
    refusals.merge(other.refusals, uniquingKeysWith: +)
    defects += other.defects
    readerSeconds += other.readerSeconds
    if other.slowestSeconds > slowestSeconds { slowest = other.slowest }
    peakMemoryBytes = max(peakMemoryBytes, other.peakMemoryBytes)
    memoryGrowthBytes = max(memoryGrowthBytes, other.memoryGrowthBytes)
  }
}
