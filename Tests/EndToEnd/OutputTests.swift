import Foundation
import Testing
import TestSupport

/// Places that cannot be written, and folders that vanish while the program works.
@Suite(.withProgram, .serialized)
struct OutputTests {
  @Test(arguments: [
    ("run small.yaml runtime.outputs=closed/outputs", "runtime.outputs=FOLDER"),
    ("data check data runtime.outputs=closed/outputs", "runtime.outputs=FOLDER"),
    ("cluster features.h5 --out closed/out", "--out"),
  ])
  func `outputs that are read-only are refused before any work`(arguments: String, name: String) throws {
    let program = try Program()
    let closed = program.folder.appendingPathComponent("closed")
    try FileManager.default.createDirectory(at: closed, withIntermediateDirectories: true)
    defer {
      try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: closed.path)
      program.remove()
    }
    _ = try program.write(smallExperiment, as: "small.yaml")
    try program.dataSet(["a.jpg": try DrawnEye().jpeg()])
    try program.write(try InputCase.golden("FeatureStoreTests/Golden/rows-60.h5"), as: "features.h5")
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: closed.path)
    let words = arguments.split(separator: " ").map(String.init)
    let outcome = try program.callUnprivileged(words)
    try InputTable.note("read-only outputs", words, outcome, in: program)
    #expect(outcome.exitCode == 73)
    #expect(outcome.output.isEmpty)
    let place = arguments.contains("--out") ? "closed" : "closed/outputs"
    #expect(
      outcome.error
        == "zoomin: \(program.folder.path)/\(place): the folder cannot be written: Permission denied. "
        + "Name a folder that can be written as \(name).\n")
  }

  @Test func `a file in the place of the outputs is named`() throws {
    let program = try Program()
    defer { program.remove() }
    _ = try program.write(smallExperiment, as: "small.yaml")
    let arguments = ["run", "small.yaml", "runtime.outputs=small.yaml"]
    let outcome = try program.call(arguments)
    try InputTable.note("a file for the outputs", arguments, outcome, in: program)
    #expect(outcome.exitCode == 73)
    #expect(
      outcome.error == "zoomin: \(program.folder.path)/small.yaml: the folder cannot be written: is a file. "
        + "Name a folder that can be written as runtime.outputs=FOLDER.\n")
  }

  /// What is deleted while M-Net trains, what the program says, and its exit code.
  private static let deletions: [(what: String, says: String, exitCode: Int32)] = [
    (
      "outputs/small",
      "the folder was deleted while this process wrote into it. The same command starts again from the beginning.",
      74
    ),
    (
      "outputs/cache/prepared",
      "vanished from the cache of prepared pictures while it was in use. The same command prepares it again.",
      66
    ),
    (
      "eyes",
      "the folder of the pictures is not there. Give the folder where they lie now with data.root=FOLDER; drawn pictures are drawn "
        + "again by the run's own command.", 66
    ),
  ]

  @Test(arguments: deletions)
  func `a folder deleted while the run works is missed, and nothing pretends to be whole`(
    what: String, says: String, exitCode: Int32
  ) throws {
    let program = try Program()
    defer { program.remove() }
    _ = try program.write(smallExperiment, as: "small.yaml")
    let drawn = try program.call(
      "phantom", "--out", "eyes", "--patients", "14", "phantom.pixels=256", "phantom.test_fraction=0.4")
    try #require(drawn.exitCode == 0, "\(drawn.error)")
    let arguments = [
      "run", "small.yaml", "data.source=table", "data.root=eyes", "phase_1.epochs=60", "phase_2.epochs=0",
      "phase_3.epochs=0",
    ]
    let (process, output, error) = try program.start(arguments)
    try process.wait { try String(contentsOf: error, encoding: .utf8).contains("train-m-net:") }
    let before = try String(contentsOf: error, encoding: .utf8)
    try #require(before.contains("train-m-net:"), "the run ended before it trained: \(before)")
    // Moved away in one step: a deletion in many steps would race with the program's own writing.
    try FileManager.default.moveItem(
      at: program.folder.appendingPathComponent(what), to: program.folder.appendingPathComponent("gone"))
    try process.waitForEnd()
    let said = try String(contentsOf: error, encoding: .utf8).replacing(program.folder.path, with: "{}")
    #expect(process.terminationStatus == exitCode, "\(said)")
    #expect(said.contains(says + "\n"), "\(said)")
    try InputTable.note(
      "a folder deleted while running: \(what)", ["run", "small.yaml"], says: says, process.terminationStatus)
    #expect(try String(contentsOf: output, encoding: .utf8).isEmpty)
    if what == "outputs/small" {
      // Not even a write that was under way makes it again.
      let folder = program.folder.appendingPathComponent(what).path
      #expect(!FileManager.default.fileExists(atPath: folder))
    }
    if what == "eyes" {
      try FileManager.default.moveItem(
        at: program.folder.appendingPathComponent("gone"), to: program.folder.appendingPathComponent(what))
    }
    let again = try program.call(arguments)
    #expect(again.exitCode == 0, "\(again.error)")
  }

  @Test func `pictures without any region, and patients with one eye, pass through the whole run`() throws {
    let program = try Program()
    defer { program.remove() }
    _ = try program.write(smallExperiment, as: "small.yaml")
    let lone = "phantom.missing_eye_fraction=0.5"
    let whole = try program.call("run", "small.yaml", lone, "--json")
    try #require(whole.exitCode == 0, "\(whole.error)")
    try InputTable.note("one eye missing", ["run", "small.yaml", lone], says: "(the run)", whole.exitCode)
    let run = try #require(field("run", whole))
    let pictures = try rows("\(run)/predictions/test.csv", program)
    let patients = Set(pictures.map { $0.split(separator: ",")[1] })
    #expect(
      patients.count < pictures.count && pictures.count < 2 * patients.count, "some eyes have no fellow")

    // With every response too small, no picture has a region.
    let none = try program.call("run", "small.yaml", lone, "mine.minimum_response=1000")
    #expect(none.exitCode == 65)
    try InputTable.note(
      "no picture with any region", ["run", "small.yaml", "mine.minimum_response=1000"], none, in: program)
    #expect(
      none.error.contains(
        "features.h5: holds no rows, so there is nothing to cluster. Lower mine.minimum_response, or mine other splits.\n"
      ))

    // Above the middle response some pictures keep regions and some have none.
    let responses = try clusterResponses("\(run)/clusters", program)
    let middle = try #require(responses.isEmpty ? nil : responses[responses.count / 2])
    let some = try program.call("run", "small.yaml", lone, "mine.minimum_response=\(middle)", "--json")
    #expect(some.exitCode == 0, "\(some.error)")
    try InputTable.note(
      "a picture without any region", ["run", "small.yaml", "mine.minimum_response=\(middle)"],
      says: "(the run)", some.exitCode)
    #expect(field("features", some) != field("features", whole))
    #expect(program.bytes(try #require(field("atlas", some)))?.prefix(4) == Data([0x89, 0x50, 0x4E, 0x47]))
  }

  // MARK: -

  private func field(_ name: String, _ outcome: Program.Outcome) -> String? {
    let line = outcome.output.split(separator: "\n").last.map { Data($0.utf8) } ?? Data()
    let object = try? JSONSerialization.jsonObject(with: line) as? [String: Any]
    return object?[name] as? String
  }

  private func rows(_ path: String, _ program: Program) throws -> [Substring] {
    let data = try #require(program.bytes(path), "\(path)")
    return Array(String(decoding: data, as: UTF8.self).split(separator: "\n").dropFirst())
  }

  /// The mean response of every cluster, ascending.
  private func clusterResponses(_ path: String, _ program: Program) throws -> [Double] {
    let clusterings = try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasPrefix(".") }
    let file = "\(path)/\(try #require(clusterings.first))/clusters.csv"
    let header = try #require(program.bytes(file).map { String(decoding: $0, as: UTF8.self) })
      .split(separator: "\n")[0].split(separator: ",")
    let column = try #require(header.firstIndex(of: "mean_response"))
    return try rows(file, program).compactMap {
      Double($0.split(separator: ",", omittingEmptySubsequences: false)[column])
    }
    .sorted()
  }
}
