import Foundation
import Fundus
import Testing
import Workbench

@testable import Pipeline

@Suite struct UntrainedReadingTests {
  private struct Asked: Error, Equatable { let splits: [Split] }

  private func splitsRead(lesionsOn images: [String]) throws -> [Split]? {
    let entries = [("a", Split.validation), ("b", .test), ("c", .shifted), ("d", .train)].map {
      ManifestEntry(id: $0, path: "\($0).png", patient: $0, split: $1)
    }
    let box = Box(minX: 0, minY: 0, maxX: 1, maxY: 1)
    let manifest = Manifest(
      root: folder, entries: entries, lesions: images.map { LesionBox(image: $0, type: .red, box: box) })
    do {
      _ = try LesionEvaluation.untrained(EvaluateStage.heldOutSplits, of: manifest) {
        throw Asked(splits: $0)
      }
      return nil
    } catch let asked as Asked { return asked.splits }
  }

  private let folder = URL(fileURLWithPath: "/nowhere")

  @Test func `an untrained network reads the splits with lesions, and nothing where there are none`() throws {
    #expect(try splitsRead(lesionsOn: []) == nil)
    #expect(try splitsRead(lesionsOn: ["d"]) == nil)
    #expect(try splitsRead(lesionsOn: ["c", "a"]) == [.validation, .shifted])
  }
}
