import Foundation
import Runs
import Scoring
import TestSupport
import Workbench

/// Results of a run that was never done: graded pictures with lesions, and a log of three phases.
enum SampleResults {
  /// Predictions that name the true grade with some probability.
  static func predictions(_ skill: Double, seed: UInt64, count: Int = 160) throws -> GradePredictions {
    var truth = RandomStream(seed: 5, purpose: "truth")
    var noise = RandomStream(seed: seed, purpose: "noise")
    let grades = (0..<count).map { _ in min(4, truth.integer(below: 8)) }
    let probabilities = grades.flatMap { grade -> [Float] in
      let shown = noise.uniform() < skill ? grade : noise.integer(below: 5)
      let raw = (0..<5).map { exp(-abs(Double($0 - shown)) - noise.uniform()) }
      let sum = raw.reduce(0, +)
      return raw.map { Float($0 / sum) }
    }
    return try GradePredictions(
      probabilities: probabilities, grades: grades, patients: grades.indices.map { "p\($0 / 2)" })
  }

  /// Recall of boxes near lesions of three types.
  static func lesions(side: Float) -> LesionRecallReport {
    let rule = RegionRule(side: side, suppression: 90, framePixels: 400)
    var stream = RandomStream(seed: 9, purpose: "lesions")
    var pictures: [LesionPicture] = []
    var boxes: [[Box]] = []
    for index in 0..<24 {
      let lesions = (0..<4).map { number in
        LesionTarget(
          type: ["MA", "HE", "EX"][number % 3],
          box: Box(
            centreX: Float(stream.uniform(in: 80..<320)), centreY: Float(stream.uniform(in: 80..<320)),
            side: Float(stream.uniform(in: 4..<90))))
      }
      pictures.append(
        LesionPicture(
          patient: "p\(index / 2)", lesions: lesions,
          retina: .circle(centreX: 200, centreY: 200, radius: 195, in: rule.frame),
          disc: DiscDiameter(retinaDiameter: 390)))
      boxes.append(
        lesions.map {
          rule.box(
            x: $0.box.centreX + Float(stream.normal(deviation: 40)),
            y: $0.box.centreY + Float(stream.normal(deviation: 40)))
        })
    }
    let density = LesionDensity(
      lesions: pictures.flatMap { $0.lesions.map(\.box) }, framePixels: 400, smoothingPixels: side / 4)
    return LesionRecall(pictures: pictures, rule: rule).report(
      boxes: boxes, density: Array(repeating: density, count: pictures.count),
      others: [("untrained network", Array(boxes.reversed()))], blindDraws: 10, draws: 60, seed: 1)
  }

  /// An evaluation of the test split.
  static func evaluation() throws -> Evaluation {
    var split = Evaluation.Split()
    for (head, skill) in [("y", 0.8), ("y_m", 0.7), ("y_a", 0.5), ("y_c", 0.65)] {
      split.grading[head] = try predictions(skill, seed: UInt64(skill * 100)).report(draws: 60, seed: 1)
    }
    split.nuisance = try predictions(0.1, seed: 3).report(draws: 60, seed: 1)
    split.lesions = ["window": lesions(side: 90), "crop": lesions(side: 60)]
    var evaluation = Evaluation()
    evaluation.splits["test"] = split
    return evaluation
  }

  /// Updates of three phases; the last has three losses and their sum.
  static func log() -> [TrainingLog.Line] {
    var stream = RandomStream(seed: 2, purpose: "log")
    func lines(_ phase: String, _ count: Int, _ parts: [String]) -> [TrainingLog.Line] {
      (0..<count).map { index in
        let losses = parts.enumerated().map { number, part in
          (part, (1.6 - 0.2 * Double(number)) * exp(-Double(index) / Double(count)) + 0.3 * stream.uniform())
        }
        return TrainingLog.Line(
          phase: phase, epoch: index / 100, update: index + 1,
          losses: Dictionary(uniqueKeysWithValues: losses + [("loss", losses.reduce(0) { $0 + $1.1 })]),
          learningRate: 0.001, gradientNorm: 1)
      }
    }
    return lines("m-net", 1300, ["loss_m"]) + lines("a-net", 400, ["loss_a"])
      + lines("zoom-in-net", 600, ["loss_m", "loss_a", "loss_c"])
  }
}
