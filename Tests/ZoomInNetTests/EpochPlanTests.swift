import Testing

@testable import ZoomInNet

@Suite("Order of training")
struct EpochPlanTests {
  private func plan(
    grades: [Int?], fellows: [Int?], capacity: Int, balance: TrainingConfiguration.Balance = .none
  ) -> EpochPlan {
    EpochPlan(
      eyes: EyeSet(grades: grades, fellows: fellows), pictures: Array(grades.indices), capacity: capacity,
      balance: balance, seed: 5, purpose: "m-net")
  }

  @Test("both eyes of a patient are always in the same batch, and nobody is left out")
  func pairs() {
    let fellows: [Int?] = (0..<14).map { $0 < 10 ? $0 ^ 1 : nil }
    let plan = plan(grades: Array(repeating: 1, count: 14), fellows: fellows, capacity: 4)
    for epoch in 0..<5 {
      let batches = plan.batches(epoch: epoch)
      #expect(batches.allSatisfy { $0.pictures.count == 4 })
      #expect(Set(batches.flatMap(\.pictures)) == Set(0..<14))
      for batch in batches {
        for (row, picture) in batch.pictures.enumerated() where batch.counts[row] {
          if let fellow = fellows[picture] {
            #expect(batch.pictures[batch.fellowRows[row]] == fellow)
          } else {
            #expect(batch.fellowRows[row] == -1)
          }
        }
      }
    }
    #expect(plan.batches(epoch: 0) != plan.batches(epoch: 1))
    #expect(plan.batches(epoch: 1) == plan.batches(epoch: 1))
  }

  @Test("patients without any grade teach nothing and are not met")
  func ungraded() {
    let plan = plan(grades: [nil, nil, 2, nil], fellows: [1, 0, 3, 2], capacity: 2)
    #expect(plan.batches(epoch: 0).map(\.pictures) == [[2, 3]])
    #expect(plan.batches(epoch: 0)[0].labels([nil, nil, 2, nil]) == [2, -1])
  }

  @Test("oversampling at power 1 meets a rare grade as often as a frequent one")
  func balance() {
    let grades: [Int?] = (0..<1000).map { $0 < 50 ? 4 : 0 }
    let plan = plan(
      grades: grades, fellows: Array(repeating: nil, count: 1000), capacity: 10,
      balance: .full)
    let met = (0..<4).flatMap { plan.batches(epoch: $0).flatMap(\.pictures) }
    let rare = Double(met.count { $0 < 50 }) / Double(met.count)
    #expect(abs(rare - 0.5) < 0.04)  // 4,000 draws: three standard deviations are 0.024
  }

  @Test("a missing eye is the eye itself or zeros, by key")
  func missingEye() {
    var batch = EyeBatch()
    batch.append([4, 5])
    batch.append([8])
    batch.fill(to: 4)
    #expect(batch.fellowIndices(.repeat) == [1, 0, 2, 3])
    #expect(batch.fellowIndices(.zero) == [1, 0, -1, -1])
    #expect(batch.counts == [true, true, true, false])
  }
}
