import Spots
import Testing
import Workbench

@Suite struct HealthyBankTests {
  /// Dark spots of four patients along a line, the last one far away; one bright one.
  private let bank = HealthyBank(
    descriptors: [0, 1, 10, 1, 20, 1, 100, 1, 5, 5], dimension: 2,
    polarities: [.dark, .dark, .dark, .dark, .bright], patients: ["a", "b", "c", "d", "a"], neighbourCount: 1,
    threadCount: 2)

  private func novelty(_ descriptor: [Float], _ polarity: Spot.Polarity, _ patient: String) -> Float {
    bank.novelty(of: descriptor, polarities: [polarity], patient: patient, threadCount: 1)[0]
  }

  @Test func `novelty is the distance to the nearest healthy spot over that spot's own distance`() {
    // The second number never changes and does not count.
    #expect(abs(novelty([13, 1], .dark, "e") - 0.3) < 1e-5)
    #expect(novelty([10, 99], .dark, "e") == 0)
    #expect(abs(novelty([130, 1], .dark, "e") - 30 / 80) < 1e-5, "far away, but so is the nearest one")
    #expect(
      abs(novelty([40, 1], .dark, "e") - 2) < 1e-5, "as far from it as 10, twice as far as it from others")
  }

  @Test func `spots of the same patient are left out`() {
    #expect(abs(novelty([10, 1], .dark, "b") - 1) < 1e-5)
    #expect(novelty([10, 1], .bright, "a") == 0, "nothing to compare with")
  }

  @Test func `a bank of one patient or of equal spots still orders spots by distance`() {
    let alone = HealthyBank(
      descriptors: [0, 10, 20], dimension: 1, polarities: [.dark, .dark, .dark], patients: ["a", "a", "a"],
      neighbourCount: 2, threadCount: 1)
    let equal = HealthyBank(
      descriptors: [0, 0, 20, 20], dimension: 1, polarities: [.dark, .dark, .dark, .dark],
      patients: ["a", "b", "c", "d"], neighbourCount: 1, threadCount: 1)
    for bank in [alone, equal] {
      let values = bank.novelty(
        of: [21, 24, 40], polarities: [.dark, .dark, .dark], patient: "x", threadCount: 1)
      #expect(values[0] < values[1] && values[1] < values[2] && values[2].isFinite)
    }
  }

  @Test func `novelty depends neither on the other spots nor on the number of threads`() {
    var stream = RandomStream(seed: 3, purpose: "bank")
    func rows(_ count: Int) -> [Float] { (0..<count * 37).map { _ in Float(stream.uniform()) } }
    let polarities = (0..<50).map { Spot.Polarity.allCases[$0 % 2] }
    let bank = HealthyBank(
      descriptors: rows(50), dimension: 37, polarities: polarities,
      patients: (0..<50).map { "\($0 / 5)" }, neighbourCount: 5,
      threadCount: 2)
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
