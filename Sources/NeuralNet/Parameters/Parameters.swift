internal import CKernels
import Foundation
import Workbench

/// The named f32 arrays of one or more graphs, with a gradient for each; shared by all plans of the graphs.
///
/// Values and gradients have fixed addresses for the object's life, so that plans can use them in place. By a version
/// per array, plans recognise packed copies that are out of date. Not for use by two threads at once.
public final class Parameters {
  /// Every array, in the order of the graphs' layers.
  public let descriptions: [ParameterDescription]

  private let places: [String: Int]
  private let offsets: [Int]
  private let values: UnsafeMutablePointer<Float>
  private let gradients: UnsafeMutablePointer<Float>
  private var versions: [UInt64]
  private let storedCount: Int

  /// The parameters that the graphs need; equal names are one array and must have equal shapes.
  ///
  /// Weights are drawn from a normal distribution of mean 0 and variance `2 / fan-in` (He et al. 2015,
  /// section 2.2; fully connected layers `1 / fan-in`), from a stream of (`seed`, name) alone.
  public init(for graphs: [Graph], seed: UInt64, wakesResting: Bool = false) {
    var descriptions: [ParameterDescription] = []
    var places: [String: Int] = [:]
    for description in graphs.flatMap(\.parameters) {
      if let place = places[description.name] {
        precondition(
          descriptions[place] == description, "parameter \(description.name) is used with two shapes")
      } else {
        places[description.name] = descriptions.count
        descriptions.append(description)
      }
    }
    var offsets: [Int] = []
    var total = 0
    for description in descriptions {
      offsets.append(total)
      total += (description.valueCount + 15) / 16 * 16
    }
    self.descriptions = descriptions
    self.places = places
    self.offsets = offsets
    storedCount = total
    versions = Array(repeating: 1, count: descriptions.count)
    values = Self.zeros(total)
    gradients = Self.zeros(total)
    for (place, description) in descriptions.enumerated() {
      Self.initialise(values + offsets[place], description, seed: seed, wakesResting: wakesResting)
    }
  }

  deinit {
    ck_free_zeros(values)
    ck_free_zeros(gradients)
  }

  /// The names, in the order of the graphs' layers.
  public var names: [String] { descriptions.map(\.name) }

  /// The names of the arrays that gradient descent updates (all but running statistics).
  public var learnableNames: [String] { descriptions.filter(\.role.learns).map(\.name) }

  /// The number of values that learn.
  public var count: Int { descriptions.reduce(0) { $0 + ($1.role.learns ? $1.valueCount : 0) } }

  /// The shape of an array; nil if none has the name.
  public func shape(of name: String) -> [Int]? { places[name].map { descriptions[$0].shape } }

  /// The description of an array; nil if none has the name.
  public func description(of name: String) -> ParameterDescription? { places[name].map { descriptions[$0] } }

  /// A copy of the values of an array, row-major; an assigned array must have the same count.
  public subscript(name: String) -> [Float] {
    get { Array(UnsafeBufferPointer(start: pointer(name), count: valueCount(name))) }
    set {
      precondition(newValue.count == valueCount(name), "\(newValue.count) values for \(name)")
      withMutableValues(of: name) { target in _ = target.update(fromContentsOf: newValue) }
    }
  }

  /// A copy of the gradient of an array.
  public func gradient(of name: String) -> [Float] {
    Array(UnsafeBufferPointer(start: gradientPointer(name), count: valueCount(name)))
  }

  /// Reads the values of an array in place.
  public func withValues<Result>(
    of name: String, _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    try body(UnsafeBufferPointer(start: pointer(name), count: valueCount(name)))
  }

  /// Changes the values of an array in place; plans pick up the change at their next forward pass.
  public func withMutableValues<Result>(
    of name: String, _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    defer { versions[place(name)] += 1 }
    return try body(UnsafeMutableBufferPointer(start: pointer(name), count: valueCount(name)))
  }

  /// Reads or changes the gradient of an array in place.
  public func withGradient<Result>(
    of name: String, _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    try body(UnsafeMutableBufferPointer(start: gradientPointer(name), count: valueCount(name)))
  }

  /// Sets every gradient to zero. Call it before the first backward pass of an update.
  public func zeroGradients() { memset(gradients, 0, storedCount * 4) }

  // MARK: - For plans

  func place(_ name: String) -> Int {
    guard let place = places[name] else { preconditionFailure("no parameter is named \(name)") }
    return place
  }

  func pointer(_ name: String) -> UnsafeMutablePointer<Float> { values + offsets[place(name)] }
  func gradientPointer(_ name: String) -> UnsafeMutablePointer<Float> { gradients + offsets[place(name)] }
  func version(_ place: Int) -> UInt64 { versions[place] }

  // MARK: -

  private func valueCount(_ name: String) -> Int { descriptions[place(name)].valueCount }

  private static func zeros(_ count: Int) -> UnsafeMutablePointer<Float> {
    guard let memory = ck_zeros(count) else { preconditionFailure("no memory for \(count) parameters") }
    return memory
  }

  private static func initialise(
    _ target: UnsafeMutablePointer<Float>, _ description: ParameterDescription, seed: UInt64,
    wakesResting: Bool
  ) {
    switch description.role {
    case .bias, .shift, .runningMean: break
    case .scale, .runningVariance: target.update(repeating: 1, count: description.valueCount)
    case .restingWeight where !wakesResting: break
    case .weight, .restingWeight:
      let fanIn = description.valueCount / description.shape[0]
      let gain: Double = description.shape.count == 4 ? 2 : 1
      var stream = RandomStream(seed: seed, purpose: "initial \(description.name)")
      ck_normal(target, description.valueCount, stream.next(), (gain / Double(fanIn)).squareRoot())
    }
  }
}
