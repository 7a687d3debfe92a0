/// A graph compiled for item counts and a mode; runs forward and backward passes.
public final class Plan {
  /// The graph that the plan runs.
  public let graph: Graph
  /// The parameters that it reads and whose gradients it adds to.
  public let parameters: Parameters
  /// How it was compiled.
  public let options: PlanOptions

  public init(_ graph: Graph, parameters: Parameters, options: PlanOptions) throws(NeuralNetError) {
    self.graph = graph
    self.parameters = parameters
    self.options = options
  }
  /// Bytes of activations, gradients, packed weights and scratch memory.
  public var memoryBytes: Int { 0 }
  public func setInput(_ name: String, _ values: [Float]) {}
  public func withInput(_ name: String, _ body: (UnsafeMutableBufferPointer<Float>) throws -> Void) rethrows {
  }
  public func setIndices(_ name: String, _ values: [Int32]) {}
  public func setActiveCount(_ kind: ItemKind, _ count: Int) {}
  public func setDropoutStep(seed: UInt64, step: Int) {}
  public func forward() throws(NeuralNetError) {}
  public func output(_ name: String) -> [Float] { [] }
  public func loss(_ name: String) -> Float { 0 }
  public func backward(adding outer: [String: [Float]] = [:]) throws(NeuralNetError) {}
  public func gradient(ofInput name: String) -> [Float] { [] }
}
