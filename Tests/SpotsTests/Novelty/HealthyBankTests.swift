import Spots
import Testing
import Workbench

@Suite struct HealthyBankTests {
  /// Dark spots of three patients along a line, 10 apart; one bright one.
  private let bank = HealthyBank(
    descriptors: [0, 1, 10, 1, 20, 1, 5, 5], dimension: 2, polarities: [.dark, .dark, .dark, .bright],
    patients: ["a", "b", "c", "a"], neighbourCount: 1)

  private func novelty(_ descriptor: [Float], _ polarity: Spot.Polarity, _ patient: String) -> Float {
    bank.novelty(of: descriptor, polarities: [polarity], patient: patient, threadCount: 1)[0]
  }

  @Test func `novelty is the distance to the nearest healthy spot of another patient in deviations`() {
    // The first number has the deviation 8.165 over the bank, the second one never changes and does not count.
    let deviation = (200 / 3.0).squareRoot()
    let expected = Float((25 / deviation / deviation / 2).squareRoot())
    #expect(abs(novelty([15, 1], .dark, "d") - expected) < 1e-6)
    #expect(novelty([10, 99], .dark, "d") == 0)
    #expect(abs(novelty([10, 1], .dark, "b") - 2 * expected) < 1e-6, "the patient's own spots are left out")
    #expect(novelty([10, 1], .bright, "a") == 0, "nothing to compare with")
  }

  @Test func `novelty depends neither on the other spots nor on the number of threads`() {
    var stream = RandomStream(seed: 3, purpose: "bank")
    func rows(_ count: Int) -> [Float] { (0..<count * 37).map { _ in Float(stream.uniform()) } }
    let polarities = (0..<50).map { Spot.Polarity.allCases[$0 % 2] }
    let bank = HealthyBank(
      descriptors: rows(50), dimension: 37, polarities: polarities,
      patients: (0..<50).map { "\($0 / 5)" }, neighbourCount: 5)
    let spots = rows(50)
    let all = bank.novelty(of: spots, polarities: polarities, patient: "x", threadCount: 1)
    #expect(all == bank.novelty(of: spots, polarities: polarities, patient: "x", threadCount: 3))
    #expect(all.allSatisfy { $0 > 0 && $0.isFinite })
    for index in [0, 7, 49] {
      let own = Array(spots[index * 37..<(index + 1) * 37])
      #expect(
        bank.novelty(of: own, polarities: [polarities[index]], patient: "x", threadCount: 2) == [all[index]])
    }
  }
}
