import Foundation
import Runs
import Settings
import Testing
import TestSupport
import Workbench

@testable import Pipeline

@Suite struct SweepFeaturesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func file(_ source: Sweep.Source?) throws -> String {
    try SweepFeatures(source, place: "s.yaml").file().path
  }

  private func feature(_ run: String, _ key: String) -> URL {
    RunDirectory(folder[run]).mining(key: key).features
  }

  private func mine(_ run: String, _ key: String) throws { try AtomicFile.write("", to: feature(run, key)) }

  @Test func `a file that is named is taken as it is`() throws {
    #expect(try file(.features("/nowhere/a.h5")) == "/nowhere/a.h5")
  }

  @Test func `a run stands for what it mined, and so does a folder with one such run`() throws {
    try mine("study/one", "k")
    try AtomicFile.createFolder(folder["study/two/mining/unfinished"])
    try mine("study/.hidden", "k")
    #expect(try file(.run(folder["study/one"].path)) == feature("study/one", "k").path)
    #expect(try file(.run(folder["study"].path)) == feature("study/one", "k").path)
  }

  @Test func `of several files none is chosen`() throws {
    try mine("study/one", "k")
    try mine("study/one", "l")
    let error = #expect(throws: SettingsError.self) { try file(.run(folder["study/one"].path)) }
    #expect(
      error?.message
        == "\(folder["study/one"].path): holds 2 feature files, the first \(feature("study/one", "k").path). "
        + "Name one with features: or --features.")
    try mine("pair/one", "k")
    try mine("pair/two", "k")
    #expect(throws: SettingsError.self) { try file(.run(folder["pair"].path)) }
  }

  @Test func `a run that is missing, or mined nothing, is answered with what to do`() throws {
    #expect(throws: RunsError.self) { try file(.run(folder["none"].path)) }
    try AtomicFile.createFolder(folder["empty"])
    let error = #expect(throws: PipelineError.self) { try file(.run(folder["empty"].path)) }
    #expect(error?.code == .noResult && error?.reason == "holds no mined features")
  }

  @Test func `a sweep that names no features is refused, and writes nothing`() throws {
    #expect {
      try file(nil)
    } throws: { "\($0)" == "s.yaml: names no features." }
    let sweep = try SweepReader.read(
      "sweep:\n  cluster:\n    damping: [0.8, 0.9]\n", place: "s.yaml",
      overrides: ["runtime.outputs=\(folder["outputs"].path)"])
    #expect(throws: SettingsError.self) { try SweepRun(sweep, place: "s.yaml", console: Console()).perform() }
    #expect(!FileManager.default.fileExists(atPath: folder["outputs"].path))
  }
}
