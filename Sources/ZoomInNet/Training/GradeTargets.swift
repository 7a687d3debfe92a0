import Fundus
import NeuralNet

/// What the losses of a phase compare with: the grades of the pictures, and how much each grade counts.
struct GradeTargets: Sendable {
  private let grades: [Int?]
  private let classWeights: [Float]

  /// The grades of all pictures, and how rare each is among those that are trained on.
  init(grades: [Int?], rarity: GradeRarity, weights: TrainingConfiguration.Balance = .none) {
    self.grades = grades
    classWeights = Grade.all.map { grade in
      Float(weights.power.map { rarity.weight(of: grade, power: $0) } ?? 1)
    }
  }

  /// Sets the weights of grades in a plan's losses. Once is enough.
  func weigh(_ plan: Plan) { plan.setClassWeights(ofLabels: Port.grade, classWeights) }

  /// The label of each row of a batch; -1 if it does not count.
  func labels(_ rows: EyeBatch) -> [Int32] { rows.labels(grades) }
}
