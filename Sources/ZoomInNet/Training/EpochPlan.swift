import Workbench

/// The order of patients in an epoch. It depends only on seed, phase and epoch, so that a position in a phase is one
/// number.
struct EpochPlan: Sendable {
  private let units: [[Int]]
  private let weights: [Double]?
  private let capacity: Int
  private let seed: UInt64
  private let purpose: String

  /// Training units are those with a grade. Different purposes have different orders.
  init(
    eyes: EyeSet, pictures: [Int], capacity: Int, balance: TrainingConfiguration.Balance, seed: UInt64,
    purpose: String
  ) {
    units = eyes.units(of: pictures).filter { unit in unit.contains { eyes.grades[$0] != nil } }
    self.capacity = capacity
    self.seed = seed
    self.purpose = purpose
    weights =
      if let power = balance.power { Self.weights(units, grades: eyes.grades, power: power) } else { nil }
  }

  /// Whether no unit has a grade.
  var isEmpty: Bool { units.isEmpty }

  /// The batches of an epoch, each of `capacity` rows.
  ///
  /// Free rows at the end of the epoch repeat its first patients, so that every row contributes. A single row in which
  /// no patient fits is filled with padding.
  func batches(epoch: Int) -> [EyeBatch] {
    let order = order(epoch: epoch)
    var batches: [EyeBatch] = []
    var waiting = order[...]
    while !waiting.isEmpty {
      var batch = EyeBatch()
      var passedOver: [Int] = []
      while batch.pictures.count < capacity, let unit = waiting.popFirst() {
        if batch.pictures.count + units[unit].count <= capacity {
          batch.append(units[unit])
        } else {
          passedOver.append(unit)
        }
      }
      for unit in order where batch.pictures.count + units[unit].count <= capacity {
        batch.append(units[unit])
      }
      batch.fill(to: capacity)
      batches.append(batch)
      waiting = (passedOver + waiting)[...]
    }
    return batches
  }

  // MARK: -

  private func order(epoch: Int) -> [Int] {
    var stream = RandomStream(seed: seed, purpose: "order \(purpose)", items: epoch)
    guard let weights, let total = weights.last else { return stream.permutation(count: units.count) }
    return units.indices.map { _ in
      let drawn = stream.uniform() * total
      return weights.firstIndex { $0 > drawn } ?? units.count - 1
    }
  }

  /// Cumulative sums of the units' weights. A unit's weight is the mean over its grades of their rarity.
  private static func weights(_ units: [[Int]], grades: [Int?], power: Double) -> [Double] {
    let rarity = GradeRarity(units.joined().compactMap { grades[$0] })
    var sum = 0.0
    return units.map { unit in
      let known = unit.compactMap { grades[$0] }
      let weight = known.reduce(0) { $0 + rarity.weight(of: $1, power: power) } / Double(known.count)
      sum += weight
      return sum
    }
  }
}
