import Workbench

/// A member of a sweep of runs: one experiment, resolved and written down when the member was added. Later edits of the
/// sweep's file, or of the experiment's, do not change it.
public struct SweepMember: Codable, Hashable, Sendable {
  /// A swept key and the member's value.
  public struct Setting: Codable, Hashable, Sendable {
    /// The key, such as `phase_1.epochs`.
    public let path: String
    /// The value as a record holds it.
    public let value: String

    /// A key and its value.
    public init(path: String, value: String) { (self.path, self.value) = (path, value) }
  }

  /// From 1, in the order in which members were added; never used again.
  public let number: Int
  /// The name of the set of values, where the sweep's file gives it one.
  public let name: String?
  /// The swept keys, sorted.
  public let settings: [Setting]
  /// A hash of the whole experiment before `auto` was resolved: by it a later start sees whether the sweep's file still
  /// asks for this member.
  public let request: String
  /// A hash of the whole experiment as it is run.
  public let key: String
  /// SHA-256 of the member's YAML file.
  public let sha256: String
  /// The folder of the experiment's runs.
  public let experiment: String
  /// The id of the run, as the data were when the member was added.
  public let run: String

  /// A member.
  public init(
    number: Int, name: String?, settings: [Setting], request: String, key: String, sha256: String,
    experiment: String, run: String
  ) {
    self.number = number
    self.name = name
    self.settings = settings
    self.request = request
    self.key = key
    self.sha256 = sha256
    self.experiment = experiment
    self.run = run
  }

  /// The name of the member's files: `003-0123456789ab`.
  public var title: String { Self.title(number: number, key: key) }

  /// The name of the files of the member with a number and a key.
  static func title(number: Int, key: String) -> String {
    let digits = "\(number)"
    return String(repeating: "0", count: max(0, 3 - digits.count)) + digits + "-" + StageKey.short(key)
  }

  /// The member in a sentence: `member 3 (experiment.seed=3)`.
  public var text: String {
    let values = settings.map { "\($0.path)=\($0.value)" }.joined(separator: " ")
    let facts = [name, values.isEmpty ? nil : values].compactMap { $0 }.joined(separator: ": ")
    return "member \(number)" + (facts.isEmpty ? "" : " (\(facts))")
  }

  /// The value of a swept key; nil where the member does not set it.
  public func value(of path: String) -> String? { settings.first { $0.path == path }?.value }
}
