import Foundation
import Imaging
import Runs
import Testing
import TestSupport

@testable import Reports

@Suite struct EventFileTests {
  private let folder: TemporaryFolder
  private var run: RunDirectory { RunDirectory(folder["run"]) }

  init() throws { folder = try TemporaryFolder() }

  private func line(_ phase: String, _ update: Int) -> TrainingLog.Line {
    TrainingLog.Line(
      phase: phase, epoch: 0, update: update, losses: ["loss": Double(update), "loss_m": 0.5],
      learningRate: 0.25, gradientNorm: 2)
  }

  private func row(_ phase: String, _ update: Int) -> ValidationTable.Row {
    ValidationTable.Row(
      phase: phase, epoch: 0, update: update, loss: 1.5, kappa: nil, referableAUC: 0.75)
  }

  private func contents() throws -> [Data] {
    RecordFraming.contents(of: try Data(contentsOf: run.events))
  }

  /// The times and the encoded events without them.
  private func events() throws -> [(seconds: Double, rest: Data)] {
    try contents().map { try #require(TensorBoardEvent.time(of: $0)) }
  }

  private func rests(_ events: [TensorBoardEvent]) throws -> [Data] {
    try events.map { try #require(TensorBoardEvent.time(of: $0.encoded(at: 1))).rest }
  }

  private let version = TensorBoardEvent(step: 0, values: [])

  @Test func `updates and validations are there as soon as they are added`() throws {
    var clock = 10.0
    let file = try EventFile(run) { clock }
    for update in 1...2 {
      clock += 1
      try file.append(line("m-net", update))
      #expect(try contents().count == update + 1)
    }
    try file.append(row("m-net", 2))
    let found = try events()
    #expect(found.map(\.seconds) == [10, 11, 12, 12])
    let loss = TensorBoardEvent.Value(tag: "m-net/validation_loss", content: .scalar(1.5))
    let area = TensorBoardEvent.Value(tag: "m-net/validation_referable_auc", content: .scalar(0.75))
    let update = TensorBoardEvent(
      step: 2,
      values: [("loss", 2), ("loss_m", 0.5), ("learning_rate", 0.25), ("gradient_norm", 2)].map {
        TensorBoardEvent.Value(tag: "m-net/\($0)", content: .scalar($1))
      })
    #expect(
      try rests([version, update, TensorBoardEvent(step: 2, values: [loss, area])])
        == [0, 2, 3].map { found[$0].rest })
  }

  @Test func `a run that goes on keeps the times of the updates it keeps, and drops the others`() throws {
    let phases = ["m-net", "a-net"]
    let log = try TrainingLog(run, phases: phases, resuming: "m-net", updateCount: 0)
    var clock = 100.0
    let first = try EventFile(run) { clock }
    for update in 1...4 {
      clock += 1
      try log.append(line("m-net", update))
      try first.append(line("m-net", update))
    }
    try ValidationTable([row("m-net", 2), row("m-net", 4)]).write(to: run)
    clock += 1
    try first.append(row("m-net", 2))
    // The process was killed in the middle of a record.
    let bytes = try Data(contentsOf: run.events)
    try folder.write(bytes + bytes.prefix(7), "run/\(run.events.lastPathComponent)")

    _ = try TrainingLog(run, phases: phases, resuming: "m-net", updateCount: 3)
    clock = 500
    let second = try EventFile(run) { clock }
    let expected = [
      version, TrainingEvents.event(line("m-net", 1)), TrainingEvents.event(line("m-net", 2)),
      TrainingEvents.event(row("m-net", 2)), TrainingEvents.event(line("m-net", 3)),
    ]
    #expect(try events().map(\.rest) == rests(expected))
    #expect(try events().map(\.seconds) == [100, 101, 102, 105, 103])
    try second.append(line("m-net", 4))
    #expect(try events().last?.seconds == 500)
  }

  @Test func `a run whose event file was deleted or damaged gets it again`() throws {
    let log = try TrainingLog(run, phases: ["m-net"], resuming: "m-net", updateCount: 0)
    for update in 1...3 { try log.append(line("m-net", update)) }
    try EventFile.rewrite(run) { 7 }
    let bytes = try Data(contentsOf: run.events)
    #expect(try events().map(\.seconds) == [7, 7, 7, 7])
    try folder.write("no record", "run/\(run.events.lastPathComponent)")
    try EventFile.rewrite(run) { 7 }
    #expect(try Data(contentsOf: run.events) == bytes)
  }

  @Test func `results have a scalar for every figure that is defined, and pictures of bounded size`() throws {
    let evaluation = try SampleResults.evaluation()
    try folder.write(Raster(width: 2800, height: 400, channelCount: 1).png(), "wide.png")
    let results = try ResultEvents(
      evaluation, pictures: [ResultEvents.Picture("attention/wide", folder["wide.png"])])
    let values = results.events.flatMap(\.values)
    let kappa = try #require(evaluation.splits["test"]?.grading["y_m"]?.kappa.value)
    #expect(
      values.contains(
        TensorBoardEvent.Value(tag: "evaluation-test/y_m_kappa", content: .scalar(Float(kappa)))))
    let tags = values.map(\.tag)
    #expect(Set(tags).count == tags.count)
    #expect(
      tags.contains("evaluation-test/lesions_window")
        && !tags.contains { $0.hasPrefix("evaluation-validation") })
    #expect(!tags.contains("evaluation-test/kappa_over_nuisance"), "it is not known")
    guard case .picture(let bytes, let width, let height) = values.last?.content else {
      Issue.record("the picture comes last")
      return
    }
    #expect(width == 1400 && height == 200)
    #expect(try Raster.decode(bytes, place: "picture").extent == Extent(width: 1400, height: 200))
  }
}
