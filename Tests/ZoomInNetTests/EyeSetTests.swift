import Foundation
import Fundus
import Testing

@testable import ZoomInNet

@Suite("Eyes and batches of them")
struct EyeSetTests {
  private let eyes = EyeSet(grades: [0, nil, 2, 3, 4], fellows: [3, nil, 4, 0, 2])

  @Test("the two eyes of a patient travel together where both are asked for")
  func units() {
    #expect(eyes.units(of: [4, 3, 2, 1, 0]) == [[0, 3], [1], [2, 4]])
    #expect(
      eyes.units(of: [3, 4, 2]) == [[2, 4], [3]], "a fellow that was not asked for counts as missing")
    #expect(eyes.units(of: [1, 1]) == [[1]] && eyes.units(of: []) == [])
  }

  @Test("a manifest's pictures are paired by patient")
  func manifest() {
    let entries = [("a", "p", Eye.left), ("b", "q", .right), ("c", "p", .right)].map {
      ManifestEntry(id: $0, path: "\($0).png", patient: $1, eye: $2, grade: 1)
    }
    let found = EyeSet(Manifest(root: URL(fileURLWithPath: "/nowhere"), entries: entries))
    #expect(found.fellows == [2, nil, 0] && found.grades == [1, 1, 1])
  }

  @Test("batches keep units whole and are filled with rows that count nowhere")
  func packed() {
    let batches = EyeBatch.packed([[0, 3], [1], [2, 4]], capacity: 4)
    #expect(batches.map(\.pictures) == [[0, 3, 1, 0], [2, 4, 2, 2]])
    #expect(batches.map(\.counts) == [[true, true, true, false], [true, true, false, false]])
    #expect(batches.map(\.fellowRows) == [[1, 0, -1, -1], [1, 0, -1, -1]])
    #expect(EyeBatch.packed([], capacity: 4) == [])
  }

  @Test("a missing fellow is the eye itself or nothing, and only rows that count have a label")
  func rows() {
    let batch = EyeBatch.packed([[0, 3], [1]], capacity: 4)[0]
    #expect(batch.fellowIndices(.repeat) == [1, 0, 2, 3] && batch.fellowIndices(.zero) == [1, 0, -1, -1])
    #expect(batch.labels(eyes.grades) == [0, 3, -1, -1])
  }
}
