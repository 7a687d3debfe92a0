import Foundation
import Settings
import Testing
import TestSupport
import Workbench

@Suite struct ShippedExperimentTests {
  private static let folder = SourceTree.root.appendingPathComponent("experiments")

  /// Sweeps have another form, which `PipelineTests` reads.
  static var files: [String] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: folder.path)
        .filter { $0.hasSuffix(".yaml") && !$0.hasSuffix("-sweep.yaml") }.sorted()
    }
  }

  @Test(arguments: try files)
  func `every experiment that is shipped is read, by its own name`(file: String) throws {
    // A file that wants photographs says so; which folder they lie in is the reader's to say.
    let experiment = try ExperimentReader.read(
      Self.folder.appendingPathComponent(file), overrides: ["data.root=/photographs"])
    #expect(experiment.general.name == file.replacing(".yaml", with: ""))
    #expect(experiment.general.description?.isEmpty == false)
    let again = try ExperimentReader.read(experiment.yaml, place: "again")
    #expect(again.yaml == experiment.yaml)
  }

  @Test func `there are experiments to read`() throws {
    let files = try Self.files
    #expect(files.contains("quickstart.yaml") && files.count > 4)
  }
}
