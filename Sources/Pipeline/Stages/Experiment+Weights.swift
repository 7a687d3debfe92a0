import Foundation
import Settings
import ZoomInNet

extension Experiment {
  /// The initial weights, checked against the network.
  ///
  /// - Throws: `WorkbenchError`, `ZoomInNetError`, `NeuralNetError`.
  func initialWeights() throws -> InitialWeights {
    try InitialWeights(files: train.initialWeightFiles.map { URL(fileURLWithPath: $0) }, for: network)
  }
}
