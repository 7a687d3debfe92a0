import Scoring
import Testing

@Suite struct FreeResponseTests {
  @Test func `sensitivity rises with the false places that are allowed`() throws {
    // Two pictures, three lesions; by score: hit 0, false, hit 0 again, hit 1 and 2 together with a false one.
    let places = [
      FreeResponse.Place(score: 5, lesions: [0]), .init(score: 4, lesions: []), .init(score: 3, lesions: [0]),
      .init(score: 1, lesions: [1, 2]), .init(score: 1, lesions: []),
    ]
    let response = try #require(FreeResponse(places, lesionCount: 3, pictureCount: 2))
    #expect(response.sensitivity(atFalsePerPicture: 0) == 1.0 / 3)
    #expect(response.sensitivity(atFalsePerPicture: 0.5) == 1.0 / 3, "equal scores are taken together")
    #expect(response.sensitivity(atFalsePerPicture: 1) == 1)
    #expect(FreeResponse(places, lesionCount: 0, pictureCount: 2) == nil)
    #expect(FreeResponse([], lesionCount: 3, pictureCount: 2)?.sensitivity(atFalsePerPicture: 8) == 0)
  }

  @Test func `a first place that is wrong finds nothing below its rate`() throws {
    let response = try #require(
      FreeResponse(
        [.init(score: 2, lesions: []), .init(score: 1, lesions: [0])], lesionCount: 1, pictureCount: 1))
    #expect(
      response.sensitivity(atFalsePerPicture: 0.9) == 0 && response.sensitivity(atFalsePerPicture: 1) == 1)
  }
}
