import Foundation
import Fundus
import Phantoms
import Runs
import Settings
import Testing
import TestSupport
import Workbench

@testable import Pipeline

@Suite struct ExperimentDataTests {
  private func data(_ experiment: Experiment) -> ExperimentData {
    ExperimentData(experiment, console: Console())
  }

  @Test func `the identity is that of names, sizes and labels; the listing sees times as well`() throws {
    let study = try StudyFolder()
    func found() throws -> ExperimentData { data(try study.experiment()) }
    let (identity, listing) = (try found().identity(), try found().listing())
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_000_000)],
      ofItemAtPath: study.folder["data/1_left.png"].path)
    #expect(try found().identity() == identity && found().listing() != listing)
    let table = try String(contentsOf: study.folder["data/manifest.csv"], encoding: .utf8)
    try study.folder.write(table.replacing("1_left,1,left,2,", with: "1_left,1,left,3,"), "data/manifest.csv")
    #expect(try found().identity() != identity, "another grade is another data set")
    try study.folder.write(table, "data/manifest.csv")
    #expect(try found().identity() == identity)
  }

  @Test func `the pictures are those of the table, divided as it says, prepared at the network's sizes`()
    throws
  {
    let study = try StudyFolder()
    let found = data(try study.experiment())
    let manifest = try found.manifest { _ in .more }
    #expect(manifest.entries.count == 8 && manifest.indices(in: .train).count == 4)
    #expect(manifest.entries.map(\.grade) == [0, 0, 2, 2, 4, 4, 1, 1])
    let set = try found.prepared(manifest) { _ in .more }
    #expect(try set.view(0).width == 56 && set.zoom(0).width == 140)
    #expect(
      FileManager.default.fileExists(atPath: study.outputs.appendingPathComponent("cache/prepared").path))
  }

  @Test func `shuffled grades are the same grades of other patients, and said to be a control`() throws {
    let study = try StudyFolder(grades: [0, 1, 2, 3, 4, 0, 1, 2])
    let log = try ConsoleLog()
    let found = ExperimentData(try study.experiment(["data.shuffled_grades=3"]), console: log.console)
    let (plain, shuffled) = (
      try data(try study.experiment()).manifest { _ in .more }, try found.manifest { _ in .more }
    )
    #expect(plain.entries.map(\.grade) != shuffled.entries.map(\.grade))
    #expect(plain.entries.compactMap(\.grade).sorted() == shuffled.entries.compactMap(\.grade).sorted())
    #expect(plain.entries.map(\.split) == shuffled.entries.map(\.split))
    #expect(try log.lines.contains { $0.hasSuffix("this is a negative control.") })
    #expect(try found.identity() == data(try study.experiment()).identity(), "the data are the same")
  }

  @Test func `drawn photographs are known by their settings alone and lie in the cache`() throws {
    let folder = try TemporaryFolder()
    let experiment = try ExperimentReader.read(
      overrides: ["runtime.outputs=\(folder.url.path)", "phantom.patients=3"])
    let found = data(experiment)
    #expect(try found.identity() == found.listing() && found.identity() == found.lesionIdentity())
    let cache = folder["cache/phantoms"].path
    #expect(found.root.path.hasPrefix("\(cache)/3-patients-"))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [], "nothing is drawn yet")
    var names: Set<String> = []
    for override in ["patients=4", "seed=2", "pixels=2401", "lesion_scale=1.5", "missing_eye_fraction=0.1"] {
      names.insert(try ExperimentReader.read(overrides: ["phantom.\(override)"]).phantom.folderName)
    }
    names.insert(Experiment().phantom.folderName)
    #expect(names.count == 6)
    #expect(PhantomConfiguration().folderName == Experiment().phantom.folderName)
  }

  @Test func `cameras are read from the table of truth, of drawn photographs alone`() throws {
    let study = try StudyFolder()
    #expect(try data(try study.experiment()).cameras().isEmpty)
    let folder = try TemporaryFolder()
    let found = data(try ExperimentReader.read(overrides: ["runtime.outputs=\(folder.url.path)"]))
    #expect(throws: WorkbenchError.self) { try found.cameras() }
    try AtomicFile.write(
      "image,pigment,camera\na,1,new\nb,2,old\n", to: found.root.appendingPathComponent("truth/nuisance.csv"))
    #expect(try found.cameras() == ["a": "new", "b": "old"])
  }

  @Test func `outputs in a place that cannot be a folder are refused with the key to change`() throws {
    let folder = try TemporaryFolder()
    try folder.write("", "file")
    let experiment = try ExperimentReader.read(overrides: ["runtime.outputs=\(folder["file"].path)"])
    let error = #expect(throws: WorkbenchError.self) { try data(experiment).checkOutputs() }
    #expect(error?.code == .unwritable)
    #expect(error?.remedy == "Name a folder that can be written as runtime.outputs=FOLDER.")
  }
}
