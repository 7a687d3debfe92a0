import Testing

@testable import Runs

@Suite struct LossCurveTests {
  private func line(_ phase: String, _ epoch: Int, _ losses: [String: Double]) -> TrainingLog.Line {
    TrainingLog.Line(
      phase: phase, epoch: epoch, update: 1, losses: losses, learningRate: 0.1, gradientNorm: 1)
  }

  @Test func `curves are in the order of the log, and a sum of one part is left out`() {
    let curves = LossCurve.all([
      line("m", 0, ["loss": 2, "loss_m": 2]), line("m", 1, ["loss": 1, "loss_m": 1]),
      line("joint", 0, ["loss": 5, "loss_m": 2, "loss_a": 3]),
    ])
    #expect(curves.map(\.phase) == ["m", "joint", "joint", "joint"])
    #expect(curves.map(\.loss) == ["loss_m", "loss", "loss_a", "loss_m"])
    #expect(curves.map(\.epochCount) == [2, 1, 1, 1])
    #expect(curves[0].values == [2, 1] && curves[1].values == [5])
    #expect(LossCurve.all([]).isEmpty)
  }

  @Test func `means of neighbours and around each update are exact`() {
    let curve = LossCurve.all((1...7).map { line("m", 0, ["loss": Double($0 * $0)]) })[0]
    #expect(curve.averages(count: 7) == curve.values && curve.averages(count: 100) == curve.values)
    #expect(curve.averages(count: 3) == [14.0 / 3, 77.0 / 3, 49])
    #expect(curve.averages(count: 1) == [20])
    #expect(curve.movingMean(width: 1) == curve.values && curve.movingMean(width: 0) == curve.values)
    let means = [5.0 / 2, 14.0 / 3, 29.0 / 3, 50.0 / 3, 77.0 / 3, 110.0 / 3, 85.0 / 2]
    #expect(curve.movingMean(width: 3) == means)
    #expect(curve.movingMean(width: 99) == Array(repeating: 20, count: 7))
  }

  @Test func `a loss that is not finite is left out of the means around it`() {
    let curve = LossCurve.all([1, .nan, 3, .infinity, .nan].map { line("m", 0, ["loss": $0]) })[0]
    let means = curve.movingMean(width: 3)
    #expect(means[..<4] == [1, 2, 3, 3] && means[4].isNaN)
  }
}
