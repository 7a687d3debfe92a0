import Foundation
import Testing
import Workbench

@testable import Runs

/// One file of a run: how to write a sound one, and how to read it.
struct RecordCase: Sendable, CustomTestStringConvertible {
  let name: String
  let remedy: String
  let write: @Sendable (RunDirectory) throws -> Void
  let read: @Sendable (RunDirectory) throws -> Void

  var testDescription: String { name }

  static let json = [
    RecordCase("evaluation.json", "evaluates the run again", Evaluation()),
    RecordCase("identity.json", "the next start", RunIdentity(base: "b", laneCount: 1, precision: "f32")),
    RecordCase("status.json", "the next start", RunStatus(.done)),
    RecordCase(
      "provenance.json", "the next start",
      Provenance(libraries: ["HDF5": "1"], laneCount: 1, threadCount: 1, precision: "f32")),
    RecordCase("timing.json", "timed again", StageTiming(seconds: ["mine": 1])),
    RecordCase(
      name: "stages/mine.json", remedy: "the stage runs again",
      write: {
        try StageLedger($0).record(StageLedger.Entry(key: "k", output: ["features": "f.h5"]), of: "mine")
      },
      read: { _ = try StageLedger($0).entry([String: String].self, of: "mine") }),
  ]

  static let tables = [
    RecordCase(
      name: "predictions/test.csv", remedy: "evaluates the run again",
      write: {
        let row = PredictionTable.Row(
          image: "i", patient: "p", eye: "left", grade: 1, probabilities: ["y": [1, 0, 0, 0, 0]])
        try PredictionTable(heads: [], rows: [row]).write(to: $0, split: "test")
      }, read: { _ = try PredictionTable.readIfPresent(from: $0, split: "test") }),
    RecordCase(
      name: "skipped.csv", remedy: "writes it again",
      write: { try SkippedTable([.init(image: "i", path: "i.jpg", reason: "is empty")]).write(to: $0) },
      read: { _ = try SkippedTable.readIfPresent(from: $0) }),
  ]

  static let texts = [
    RecordCase(
      name: "summary.txt", remedy: "writes it again", write: { try RunSummary("found").write(to: $0) },
      read: { _ = try RunSummary.readIfPresent(from: $0) }),
    RecordCase(
      name: "experiment.yaml", remedy: "writes it again",
      write: { try ResolvedExperiment("train:").write(to: $0) },
      read: { _ = try ResolvedExperiment.readIfPresent(from: $0) }),
  ]

  static let log = RecordCase(
    name: "metrics.jsonl", remedy: "Remove that line",
    write: {
      let log = try TrainingLog($0, phases: ["p"], resuming: "p", updateCount: 0)
      let line = TrainingLog.Line(
        phase: "p", epoch: 0, update: 1, losses: [:], learningRate: 1, gradientNorm: 1)
      try log.append(line)
    }, read: { _ = try TrainingLog.lines(of: $0) })

  init(
    name: String, remedy: String, write: @escaping @Sendable (RunDirectory) throws -> Void,
    read: @escaping @Sendable (RunDirectory) throws -> Void
  ) {
    self.name = name
    self.remedy = remedy
    self.write = write
    self.read = read
  }

  private init<Record: RunRecord>(_ name: String, _ remedy: String, _ record: Record) {
    self.init(
      name: name, remedy: remedy, write: { try record.write(to: $0) }, read: { _ = try Record.read(from: $0) }
    )
  }
}

@Suite struct DamagedRecordTests {
  private let run: TemporaryRun

  init() throws { run = try TemporaryRun() }

  private func file(_ record: RecordCase) -> URL { run.directory.url.appendingPathComponent(record.name) }

  /// The error of reading a file that holds `data`, which is a sentence about the file and one about what to do.
  private func error(of record: RecordCase, _ data: Data) throws -> RunsError {
    try AtomicFile.createFolder(file(record).deletingLastPathComponent())
    try data.write(to: file(record))
    let error = try #require(throws: RunsError.self, "\(data.count) bytes") { try record.read(run.directory) }
    #expect(error.place == file(record).path && error.exitCode == .badData)
    guard case .malformed = error.code else {
      Issue.record("\(error)")
      return error
    }
    #expect(error.remedy?.contains(record.remedy) == true, "\(error.message)")
    #expect(!error.message.contains("DecodingError") && !error.message.contains("\n"))
    return error
  }

  @Test(arguments: RecordCase.json + RecordCase.tables + RecordCase.texts + [RecordCase.log])
  func `a sound file is read`(record: RecordCase) throws {
    try record.write(run.directory)
    try record.read(run.directory)
  }

  @Test(arguments: RecordCase.json) func `a truncated record is told`(record: RecordCase) throws {
    try record.write(run.directory)
    let whole = try Data(contentsOf: file(record))
    for count in stride(from: 0, to: whole.count - 2, by: 5) {
      #expect(
        try error(of: record, whole.prefix(count)).description.contains("is not JSON, or only a part of it"))
    }
  }

  @Test(arguments: RecordCase.json, ["[]", "7", "a,b\n1,2\n", "{\"another\":{\"record\":1}}"])
  func `a foreign record is told`(record: RecordCase, text: String) throws {
    _ = try error(of: record, Data(text.utf8))
  }

  @Test(arguments: RecordCase.json + RecordCase.tables + RecordCase.texts)
  func `a picture in the place of a record is told`(record: RecordCase) throws {
    _ = try error(of: record, Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0xFF, 0x00]))
  }

  @Test(arguments: RecordCase.tables) func `a truncated table is told`(record: RecordCase) throws {
    try record.write(run.directory)
    let whole = try Data(contentsOf: file(record))
    // Cut at the end of its header, a table is one without rows.
    let header = try #require(whole.firstIndex(of: UInt8(ascii: "\n"))) + 1
    for count in 0..<whole.count where count != header {
      _ = try error(of: record, whole.prefix(count))
    }
  }

  @Test(arguments: RecordCase.tables, ["other,columns\n1,2\n", "{\"state\" : \"done\"}\n"])
  func `a foreign table is told`(record: RecordCase, text: String) throws {
    _ = try error(of: record, Data(text.utf8))
  }

  @Test(arguments: ["[]\n", "a,b\n", "{\"state\":\"done\"}\n"])
  func `a foreign line of the training log is told`(text: String) throws {
    #expect(try error(of: RecordCase.log, Data(text.utf8)).line == 1)
  }

  @Test(arguments: RecordCase.json + RecordCase.tables + RecordCase.texts + [RecordCase.log])
  func `a folder or a pipe in the place of a file is told`(record: RecordCase) throws {
    for make in [{ mkdir($0, 0o755) }, { mkfifo($0, 0o644) }] as [(String) -> Int32] {
      let file = file(record)
      try AtomicFile.createFolder(file.deletingLastPathComponent())
      #expect(make(file.path) == 0)
      let error = try #require(throws: RunsError.self) { try record.read(run.directory) }
      #expect(error.message == "\(file.path): is not a file. Move it away.")
      #expect(error.exitCode == .inputOutput)
      try FileManager.default.removeItem(at: file)
    }
  }

  @Test func `the place inside a record is named`() throws {
    let record = RecordCase.json[0]
    #expect(
      try error(of: record, Data(#"{"splits":{"test":{"grading":{"y":{}},"lesions":{}}}}"#.utf8)).message
        == "\(file(record).path): has no value splits.test.grading.y.pictureCount. "
        + "Delete the file; the same command evaluates the run again.")
    #expect(
      try error(of: record, Data(#"{"splits":{"test":{"grading":[],"lesions":{}}}}"#.utf8)).reason
        == "has a value of the wrong kind at splits.test.grading")
    let status = #"{"process":1,"state":"asleep","updated":"now"}"#
    #expect(
      try error(of: RecordCase.json[2], Data(status.utf8)).reason
        == "has an impossible value at state")
  }
}
