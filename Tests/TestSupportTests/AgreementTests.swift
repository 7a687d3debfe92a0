import TestSupport
import Testing

@Suite struct AgreementTests {
  @Test func `numbers agree within the tolerance, and NaN, absence and another count never do`() {
    #expect(agree(1, 1.5, within: 0.5) && !agree(1, 1.5, within: 0.4))
    #expect(!agree(.nan, 1, within: 1) && !agree(1, .nan, within: 1))
    #expect(!agree(nil, 1, within: 1))
    #expect(agree(nil, nil, within: 0))
    #expect(largestDifference([1], [1, 2]) == .infinity)
    #expect(largestDifference([1, .nan], [1, 2]) == .infinity)
    #expect(largestDifference([1, 2.5], [1, 2]) == 0.5)
  }

  @Test func `a distance is relative to the largest expected value`() {
    #expect(distance([4, 1], [4, 2]) == 0.25)
    #expect(distance([0, 0], [0, 0]) == 0)
    #expect(distance([4], [4, 2]) == .infinity)
    #expect(distance([4, .nan], [4, 2]) == .infinity)
    #expect(distance([.infinity, 2], [4, 2]) == .infinity)
  }
}
