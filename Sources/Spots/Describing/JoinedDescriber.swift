/// Several descriptors of a spot, one after another.
public struct JoinedDescriber: SpotDescriber {
  private let parts: [any SpotDescriber]

  /// The given descriptors in this order; at least one.
  public init(_ parts: [any SpotDescriber]) {
    precondition(!parts.isEmpty, "a spot is described by something")
    self.parts = parts
  }

  public var name: String { parts.map(\.name).joined(separator: " + ") }
  public var dimension: Int { parts.reduce(0) { $0 + $1.dimension } }

  public func descriptors(of spots: [Spot], in picture: SpotPicture) throws -> [Float] {
    let described = try parts.map { ($0.dimension, try $0.descriptors(of: spots, in: picture)) }
    return spots.indices.flatMap { spot in
      described.flatMap { dimension, values in values[spot * dimension..<(spot + 1) * dimension] }
    }
  }
}
