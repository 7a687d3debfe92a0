/// An f32 array with a shape, row-major: what checkpoints hold.
public struct Tensor: Hashable, Sendable {
  /// The extent of each axis; empty for a scalar.
  public let shape: [Int]
  /// The values, last axis fastest; as many as the product of `shape`.
  public let values: [Float]

  /// A tensor; `values` must be as many as `shape` says.
  public init(shape: [Int], values: [Float]) {
    precondition(shape.reduce(1, *) == values.count, "\(values.count) values for shape \(shape)")
    self.shape = shape
    self.values = values
  }
}
