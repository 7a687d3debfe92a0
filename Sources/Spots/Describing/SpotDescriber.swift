/// Turns spots into rows of numbers that can be clustered.
public protocol SpotDescriber {
  /// What the numbers are, for the attribute `descriptor` of a file of spots.
  var name: String { get }
  /// Numbers per spot.
  var dimension: Int { get }

  /// The descriptors of a picture's spots, [spots, `dimension`]. They depend on nothing but the picture and the spot.
  func descriptors(of spots: [Spot], in picture: SpotPicture) throws -> [Float]
}

extension RadialProfile: SpotDescriber {
  public var name: String { "radial profile" }
  public var dimension: Int { Self.dimension }

  public func descriptors(of spots: [Spot], in picture: SpotPicture) -> [Float] {
    descriptors(of: spots, in: picture.contrast)
  }
}
