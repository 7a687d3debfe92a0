import NeuralNet

/// A network with its weights. Not for use by two threads at once.
public final class ZoomInNetModel {
  /// What the network computes.
  public let configuration: ZoomInNetConfiguration
  /// The networks as graphs.
  public let graphs: ZoomInNetGraphs
  /// The weights of all of them, shared by every plan.
  public let parameters: Parameters

  /// A network with weights drawn from a seed.
  public init(_ configuration: ZoomInNetConfiguration, seed: UInt64) {
    self.configuration = configuration
    graphs = ZoomInNetGraphs(configuration)
    parameters = Parameters(for: graphs.all, seed: seed)
  }

  /// Every array by name: weights and running statistics.
  public func tensors() -> [String: Tensor] {
    Dictionary(
      uniqueKeysWithValues: parameters.descriptions.map {
        ($0.name, Tensor(shape: $0.shape, values: parameters[$0.name]))
      })
  }

  /// Takes over every array; names and shapes must be exactly this network's.
  ///
  /// - Throws: `ZoomInNetError` `.checkpoint` listing what is missing, left over or of another shape.
  public func load(_ tensors: [String: Tensor], place: String) throws(ZoomInNetError) {
    let missing = parameters.names.filter { tensors[$0] == nil }
    let extra = tensors.keys.filter { parameters.shape(of: $0) == nil }.sorted()
    let other = parameters.descriptions.filter {
      tensors[$0.name].map(\.shape) ?? $0.shape != $0.shape
    }.map(\.name)
    let faults = [("lacks", missing), ("has besides", extra), ("has in another shape", other)]
      .filter { !$0.1.isEmpty }
      .map { "\($0.0) \($0.1.prefix(3).joined(separator: ", "))\($0.1.count > 3 ? " and \($0.1.count - 3) more" : "")" }
    guard faults.isEmpty else {
      throw ZoomInNetError(
        .checkpoint, at: place, "\(faults.joined(separator: "; "))",
        remedy: "It was written for another preset than \(configuration.preset.name).")
    }
    for (name, tensor) in tensors { parameters[name] = tensor.values }
  }

  /// A plan of the eye's graph or one of its parts, for `eyeCount` rows.
  func eyePlan(
    _ graph: Graph, eyeCount: Int, mode: PlanOptions.Mode, laneCount: Int,
    outputGradients: Set<String> = []
  ) throws(NeuralNetError) -> Plan {
    try Plan(
      graph, parameters: parameters,
      options: PlanOptions(
        counts: [.eye: eyeCount], mode: mode, lanes: laneCount, outputGradients: outputGradients))
  }

  /// A plan of the patch graph: N patches for each of `eyeCount` rows.
  func patchPlan(
    eyeCount: Int, mode: PlanOptions.Mode, laneCount: Int, givesGradient: Bool
  ) throws(NeuralNetError) -> Plan {
    try Plan(
      graphs.patch, parameters: parameters,
      options: PlanOptions(
        counts: [.eye: eyeCount, .patch: eyeCount * configuration.regions.count], mode: mode,
        lanes: laneCount, inputGradients: givesGradient ? [Port.dM] : []))
  }
}
