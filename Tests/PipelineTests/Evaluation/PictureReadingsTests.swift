import Fundus
import Synchronization
import Testing
import TestSupport
import Workbench

@testable import Pipeline
@testable import ZoomInNet

@Suite struct PictureReadingsTests {
  private struct Asked: Error {}

  private func reading(_ picture: Int, _ heads: [Head: [Float]] = [.mNet: [1, 0, 0, 0, 0]]) -> PictureReading
  {
    PictureReading(
      PicturePrediction(
        picture: picture, heads: heads, probabilities: [0, 0, 0, 0, 1], gatedAttention: [], features: [],
        retina: nil,
        regions: []))
  }

  @Test func `readings of one network are dropped when another network reads`() {
    let memory = ReadingMemory()
    #expect(memory.readings(of: "a").isEmpty)
    memory.keep(reading(3), of: "a")
    memory.keep(reading(5), of: "a")
    #expect(memory.readings(of: "a").keys.sorted() == [3, 5] && memory.readings(of: "b").isEmpty)
    memory.keep(reading(7), of: "b")
    #expect(memory.readings(of: "b").keys.sorted() == [7] && memory.readings(of: "a").isEmpty)
  }

  @Test func `pictures that are known are not read again, and a network is made only for others`() throws {
    let study = try StudyFolder()
    let set = try study.prepared()
    let test = set.manifest.indices(in: .test)
    #expect(test.count == 4)
    var known = Dictionary(uniqueKeysWithValues: test.map { ($0, reading($0)) })
    let train = try #require(set.manifest.indices(in: .train).first)
    known[train] = reading(train)
    let all = try PictureReadings(
      [.test], of: set, known: known, with: { throw Asked() }, progress: { _ in .more })
    #expect(all.indices == test, "of pictures that were not asked for nothing is said")
    #expect(all[test[0]].probabilities[.combined] == [0, 0, 0, 0, 1])
    let missing = test[2]
    known[missing] = nil
    #expect(throws: Asked.self) {
      try PictureReadings([.test], of: set, known: known, with: { throw Asked() }, progress: { _ in .more })
    }
    let model = ZoomInNetModel(ZoomInNetConfiguration(preset: .testing), seed: 2, wakesResting: true)
    let predictor = try ZoomInNetPredictor(model, source: set, eyes: EyeSet(set.manifest), budget: .tests)
    let readCount = Mutex(0)
    let readings = try PictureReadings([.test], of: set, known: known, with: { predictor }) { event in
      if case .advanced(_, let total, _) = event { readCount.withLock { $0 = total } }
      return .more
    }
    #expect(readCount.withLock(\.self) == 1 && readings.indices == test)
    let expected = try predictor.predictions([missing])[0]
    #expect(
      readings[missing].probabilities[.combined] == expected.probabilities
        && readings[missing].regions == expected.regions)
    #expect(readings[test[0]].probabilities[.combined] == [0, 0, 0, 0, 1], "what is known stays")
  }

  @Test func `heads are named in their order, y last`() throws {
    let study = try StudyFolder()
    let set = try study.prepared()
    let heads: [Head: [Float]] = [.cNet: [0, 0, 1, 0, 0], .mNet: [1, 0, 0, 0, 0]]
    let known = Dictionary(
      uniqueKeysWithValues: set.manifest.entries.indices.map { ($0, reading($0, heads)) })
    let readings = try PictureReadings(
      [.test], of: set, known: known, with: { throw Asked() }, progress: { _ in .more })
    #expect(readings.heads == [.mNet, .cNet, .combined])
    #expect(readings[readings.indices[0]].probabilities[.cNet] == [0, 0, 1, 0, 0])
    let none = try PictureReadings([.shifted], of: set, with: { throw Asked() }, progress: { _ in .more })
    #expect(none.indices.isEmpty && none.heads.isEmpty)
  }
}
