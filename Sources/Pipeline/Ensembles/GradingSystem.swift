import Runs
import Scoring

/// What grades pictures in a comparison: a part of one run's network, a run, or several runs together.
///
/// Source: Wang et al. 2017, Table 2: M-Net, M-Net with A-Net, Zoom-in-Net, and an ensemble of three.
struct GradingSystem {
  /// Its name, such as `M-Net`.
  let name: String
  /// The folder of the run that it belongs to; nil for several runs together.
  let run: String?
  /// [pictures, 5] row by row, in the order of the pictures of the comparison.
  let probabilities: [Float]

  /// The systems of one run, in the order of the paper's table: as many as its heads allow.
  ///
  /// - Parameter table: the run's predictions.
  static func of(_ table: PredictionTable, run: String) -> [GradingSystem] {
    func mean(_ heads: [String], _ name: String) -> GradingSystem? {
      guard heads.allSatisfy(table.heads.contains) else { return nil }
      return GradingSystem(
        name: name, run: run, probabilities: Self.mean(heads.map { head in table.probabilities(of: head) }))
    }
    let single = mean(["y_m"], "M-Net")
    let attended = mean(["y_m", "y_a"], "M-Net and A-Net")
    let whole = table.heads.contains("y_c") ? mean([PredictionTable.combined], "Zoom-in-Net") : nil
    return [single, attended, whole].compactMap(\.self)
  }

  // MARK: -

  private static func mean(_ parts: [[Float]]) -> [Float] {
    parts[0].indices.map { place in parts.reduce(0) { $0 + $1[place] } / Float(parts.count) }
  }
}

extension PredictionTable {
  /// The probabilities of a head, [pictures, 5] row by row.
  func probabilities(of head: String) -> [Float] { rows.flatMap { $0.probabilities[head] ?? [] } }
}
