import Foundation
import Fundus
import Imaging
import Synchronization
import Testing
import TestSupport
import Workbench

@testable import Phantoms

@Suite("Phantoms: the folder")
struct PhantomGeneratorTests {
  private static var configuration: PhantomConfiguration {
    var configuration = PhantomConfiguration()
    configuration.patients = 4
    configuration.pixels = 160
    configuration.lesionScale = 3
    return configuration
  }

  private func inFolder(_ body: (URL) throws -> Void) throws { try body(try TemporaryFolder().url) }

  private func content(of folder: URL) throws -> [String: Data] { try FolderContents(folder).files }

  private func budget(_ threads: Int) -> ResourceBudget {
    ResourceBudget(threadCount: threads, memoryBytes: 1 << 30)
  }

  @Test("any number of threads, and any interruption, give the same bytes")
  func determinism() throws {
    let generator = PhantomGenerator(Self.configuration)
    try inFolder { one in
      try generator.draw(to: one, budget: budget(1))
      let expected = try content(of: one)
      #expect(expected.keys.count { $0.hasSuffix(".jpeg") } == 8)
      #expect(expected["phantom.json"] != nil && expected[PhantomJournal.name] == nil)
      try inFolder { three in
        try generator.draw(to: three, budget: budget(3))
        #expect(try content(of: three) == expected)
      }
      try inFolder { interrupted in
        let error = #expect(throws: WorkbenchError.self) {
          try generator.draw(to: interrupted, budget: budget(1)) { event in
            if case .advanced(let done, _, _) = event, done >= 3 { return .stop }
            return .more
          }
        }
        #expect(error?.code == .stopped)
        let partial = try content(of: interrupted)
        #expect(partial["phantom.json"] == nil && partial["manifest.csv"] == nil)
        #expect(partial.keys.count { $0.hasSuffix(".jpeg") } == 3)
        let drawn = Mutex<[Int]>([])
        try generator.draw(to: interrupted, budget: budget(1)) { event in
          if case .advanced(let done, let total, _) = event, total == 8 { drawn.withLock { $0.append(done) } }
          return .more
        }
        #expect(drawn.withLock { $0 } == [4, 5, 6, 7, 8])
        #expect(try content(of: interrupted) == expected)
      }
    }
  }

  @Test("a complete folder is left alone; another configuration does not touch it")
  func reuse() throws {
    try inFolder { folder in
      try PhantomGenerator(Self.configuration).draw(to: folder, budget: budget(1))
      let before = try content(of: folder)
      let events = Mutex(0)
      try PhantomGenerator(Self.configuration).draw(to: folder, budget: budget(1)) { _ in
        events.withLock { $0 += 1 }
        return .more
      }
      #expect(events.withLock { $0 } == 0)
      var other = Self.configuration
      other.seed = 2
      let error = #expect(throws: PhantomsError.self) {
        try PhantomGenerator(other).draw(to: folder, budget: budget(1))
      }
      #expect(error?.code == .occupied)
      #expect(try content(of: folder) == before)
    }
  }

  @Test("the tables agree with each other and with the pictures")
  func tables() throws {
    try inFolder { folder in
      try PhantomGenerator(Self.configuration).draw(to: folder, budget: budget(2))
      let manifest = try CSVTable(contentsOf: folder.appendingPathComponent("manifest.csv"))
      let labels = try CSVTable(contentsOf: folder.appendingPathComponent("trainLabels.csv"))
      let lesions = try CSVTable(contentsOf: folder.appendingPathComponent("lesion_boxes.csv"))
      #expect(manifest.columns == ["image", "path", "patient", "eye", "level", "split"])
      #expect(labels.columns == ["image", "level"])
      #expect(lesions.columns == ["image", "type", "x0", "y0", "x1", "y1"])
      #expect(manifest.rows.map { [$0.cells[0], $0.cells[4]] } == labels.rows.map(\.cells))
      var splits: [String: Set<String>] = [:]
      for row in manifest.rows {
        #expect(FileManager.default.fileExists(atPath: folder.appendingPathComponent(row.cells[1]).path))
        splits[row.cells[2], default: []].insert(row.cells[5])
        #expect(row.cells[0] == "\(row.cells[2])_\(row.cells[3])")
      }
      #expect(splits.values.allSatisfy { $0.count == 1 }, "a patient in two splits")
      let names = Set(manifest.rows.map { $0.cells[0] })
      for row in lesions.rows {
        #expect(names.contains(row.cells[0]))
        #expect(LesionType(rawValue: row.cells[1]) != nil)
        let box = row.cells[2...].compactMap { Int($0) }
        #expect(box.count == 4 && box[0] < box[2] && box[1] < box[3] && box[0] >= 0 && box[2] <= 160)
      }
    }
  }

  @Test("the readers of real data sets read a drawn one, and its lesions explain its grades")
  func readers() throws {
    try inFolder { folder in
      try PhantomGenerator(Self.configuration).draw(to: folder, budget: budget(2))
      let manifest = try DataSource(
        root: folder, layout: .table(ManifestTable()), lesionTables: ["lesion_boxes.csv"]
      ).manifest()
      let kaggle = try DataSource(root: folder, layout: .eyepacs(EyePACSLayout())).manifest()
      #expect(manifest.entries.count == 8)
      #expect(kaggle.entries.map(\.id) == manifest.entries.map(\.id))
      #expect(kaggle.entries.map(\.grade) == manifest.entries.map(\.grade))
      #expect(kaggle.entries.map(\.patient) == manifest.entries.map(\.patient))
      for (entry, lesions) in zip(manifest.entries, manifest.lesionsByImage) {
        let raster = try Raster.load(folder.appendingPathComponent(entry.path))
        #expect(raster.width == 160)
        // The fovea is not in these tables: with all haemorrhages in one quadrant the rule stops at moderate.
        let rule = PhantomGradeRule.grade(of: lesions.map { (type: $0.type, quadrant: 0) })
        #expect(rule == entry.grade || (rule == 2 && entry.grade == 3), "\(entry.id)")
        #expect(lesions.contains { $0.type == .opticDisc })
      }
    }
  }

  @Test("a picture that does not fit into the memory is refused before anything is drawn")
  func memory() throws {
    try inFolder { folder in
      let error = #expect(throws: WorkbenchError.self) {
        try PhantomGenerator(Self.configuration)
          .draw(to: folder, budget: ResourceBudget(threadCount: 1, memoryBytes: 1000))
      }
      #expect(error?.code == .memory)
    }
  }
}
