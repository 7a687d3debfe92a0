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
  ///
  /// - Parameter wakesResting: also draws the weights that are otherwise 0 at first, so that the untrained network's
  ///   outputs vary.
  public init(_ configuration: ZoomInNetConfiguration, seed: UInt64, wakesResting: Bool = false) {
    self.configuration = configuration
    graphs = ZoomInNetGraphs(configuration)
    parameters = Parameters(for: graphs.all, seed: seed, wakesResting: wakesResting)
  }

  /// A plan of the eye graph or one of its parts, for `eyeCount` rows.
  func eyePlan(
    _ graph: Graph, eyeCount: Int, mode: PlanOptions.Mode, precision: Precision, laneCount: Int,
    outputGradients: Set<String> = []
  ) throws(NeuralNetError) -> Plan {
    try Plan(
      graph, parameters: parameters,
      options: PlanOptions(
        counts: [.eye: eyeCount], mode: mode, precision: precision, lanes: laneCount,
        outputGradients: outputGradients))
  }

  /// A plan of the patch graph: N patches for each of `eyeCount` rows.
  func patchPlan(
    eyeCount: Int, mode: PlanOptions.Mode, precision: Precision, laneCount: Int, givesGradient: Bool
  ) throws(NeuralNetError) -> Plan {
    try Plan(
      graphs.patch, parameters: parameters,
      options: PlanOptions(
        counts: [.eye: eyeCount, .patch: eyeCount * configuration.regions.count], mode: mode,
        precision: precision, lanes: laneCount, inputGradients: givesGradient ? [Port.dM] : []))
  }
}
