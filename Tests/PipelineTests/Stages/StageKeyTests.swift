import Foundation
import Labels
import Testing
import TestSupport
import Workbench
import ZoomInNet

@testable import Pipeline

/// Which stages are done again when one thing changes, by the keys that the runner makes. Every other input stays as it
/// is; what a stage comes to is taken to change with its key.
@Suite struct StageKeyTests {
  private static let all = Set(StageName.allCases)
  private static let training: Set<StageName> = [.trainMNet, .trainANet, .trainZoomInNet]
  private static let discovery: Set<StageName> = [.cluster, .judge, .mosaic, .report]
  private static let reading: Set<StageName> = discovery.union([.mine, .evaluate])

  @Test(
    arguments: [
      ("runtime.threads=3", []),
      ("runtime.checkpoint_minutes=1", []),
      ("experiment.description=other words", [.report]),
      ("experiment.seed=2", all),
      ("data.border_threshold=0.2", all),
      // The table says where each picture belongs, so the seed decides nothing that is learnt or read.
      ("data.split_seed=7", [.prepare, .report]),
      ("train.momentum=0.5", training.union(reading)),
      ("phase_1.batch_patients=2", training.union(reading)),
      ("train.a_net_orientations=4", training.subtracting([.trainMNet]).union(reading)),
      ("phase_2.learning_rate=0.5", training.subtracting([.trainMNet]).union(reading)),
      ("phase_3.batch_norm=batch_statistics", reading.union([.trainZoomInNet])),
      ("regions.suppression_pixels=100", reading.union([.trainZoomInNet])),
      ("mine.map=sum", discovery.union([.mine])),
      ("mine.levels=[3, 4]", discovery.union([.mine])),
      ("evaluate.blind_draws=50", [.evaluate, .report]),
      ("evaluate.combine=[y_m]", reading),
      ("cluster.damping=0.8", discovery),
      ("cluster.exclude=[border]", discovery),
      ("judge.permutations=200", [.judge, .mosaic, .report]),
      ("evaluate.permutations=20", [.judge, .mosaic, .report]),
      ("mosaic.crop_cells=3", [.judge, .mosaic, .report]),
      ("mosaic.columns=5", [.mosaic, .report]),
      // Drawn photographs decide nothing where others are used, nor does what the method never asks.
      ("phantom.patients=3", []),
      ("cluster.neighbours=7", []),
    ] as [(String, Set<StageName>)])
  func `a setting changes its stage and all that follow from it`(
    override: String, expected: Set<StageName>
  ) throws {
    let study = try StudyFolder.withLesions()
    #expect(try changed(from: study.keys(), to: study.keys([override])) == expected)
  }

  @Test func `a later file time alone prepares again, and trains nothing`() throws {
    let study = try StudyFolder.withLesions()
    let before = try study.keys()
    try study.touch()
    #expect(try changed(from: before, to: study.keys()) == [.prepare, .report])
  }

  @Test func `other bytes of the same length change everything that reads pictures`() throws {
    let study = try StudyFolder.withLesions()
    let before = try study.keys()
    try study.replacePicture()
    #expect(try changed(from: before, to: study.keys()) == Self.all)
  }

  @Test func `corrected lesion boxes change evaluation and mining, never training`() throws {
    let study = try StudyFolder.withLesions()
    let before = try study.keys()
    try study.writeLesions("0_left,EX,10,10,20,20\n")
    #expect(try changed(from: before, to: study.keys()) == Self.reading)
  }

  @Test func `labels change the judgement and what shows it`() throws {
    let study = try StudyFolder.withLesions()
    let before = try study.keys()
    let known = try study.keys(["cluster.exclude=[known]"])
    try study.label()
    #expect(try changed(from: before, to: study.keys()) == [.judge, .mosaic, .report])
    #expect(
      try changed(from: known, to: study.keys(["cluster.exclude=[known]"])) == Self.discovery,
      "where known regions are left out, labels decide which rows are clustered")
  }

  @Test(arguments: ["cluster.exclude=[border]", "cluster.thin_overlap=0.5"])
  func `the width of a tile also changes a clustering of selected rows`(selection: String) throws {
    let study = try StudyFolder.withLesions()
    let before = try study.keys([selection])
    #expect(try changed(from: before, to: study.keys([selection, "mosaic.crop_cells=3"])) == Self.discovery)
  }

  // MARK: -

  private func changed(from before: [StageName: String], to after: [StageName: String]) -> Set<StageName> {
    Set(before.keys.filter { before[$0] != after[$0] })
  }
}

extension StudyFolder {
  /// The pictures of two patients, and a table of lesions.
  fileprivate static func withLesions() throws -> StudyFolder {
    let study = try StudyFolder(grades: [0, 2])
    try study.writeLesions("0_left,EX,10,10,18,18\n")
    return study
  }

  /// The key of every stage.
  fileprivate func keys(_ overrides: [String] = []) throws -> [StageName: String] {
    let context = try context(["data.lesion_tables=[boxes.csv]"] + overrides)
    let runner = StageRunner(run, experiment: context.experiment, console: Console())
    var keys: [StageName: String] = [:]
    func done<Step: Stage>(_ stage: Step, _ output: (String) throws -> Step.Output) throws
      -> StageResult<Step.Output>
    {
      let key = try runner.key(of: stage)
      keys[stage.name] = key
      return StageResult(record: stage.record, key: key, output: try output(key))
    }
    let prepared = try done(PrepareStage(context: context)) { _ in
      let content = try context.prepared().contentHash
      return PrepareStage.Output(content: content, counts: [:], skippedCount: 0, skipped: "skipped.csv")
    }
    var trained: StageResult<TrainStage.Output>?
    for phase in [.mNet, .aNet, .joint] as [TrainingPhase] {
      trained = try done(
        TrainStage(context: context, phase: phase, prepared: prepared, earlier: trained)
      ) { _ in TrainStage.Output(checkpoint: "checkpoints", phases: [phase.rawValue]) }
    }
    let network = try #require(trained)
    let mined = try done(MineStage(context: context, prepared: prepared, trained: network)) {
      MineStage.Output(features: "features.h5", content: "content \($0)", spots: nil)
    }
    let evaluated = try done(EvaluateStage(context: context, prepared: prepared, trained: network)) { _ in
      EvaluateStage.Output(evaluation: "evaluation.json", predictions: [])
    }
    let clustered = try done(ClusterStage(context: context, clusteredRows: .cells, mined: mined)) { _ in
      ClusterStage.Output(folder: "clusters", converged: true)
    }
    let judged = try done(
      JudgeStage(context: context, clusteredRows: .cells, mined: mined, clustered: clustered)
    ) { _ in
      JudgeStage.Output(judgement: "judgement.json", measures: "measures.json")
    }
    let drawn = try done(
      MosaicStage(
        context: context, clusteredRows: .cells, mined: mined, clustered: clustered, judged: judged)
    ) { _ in MosaicStage.Output(atlas: nil) }
    _ = try done(
      ReportStage(
        context: context, prepared: prepared, mined: mined, evaluated: evaluated,
        clusterings: [.init(rows: .cells, clustered: clustered, drawn: drawn)], seconds: [])
    ) { _ in ReportStage.Output(summary: "summary.txt", plots: [], page: nil, events: nil) }
    return keys
  }

  fileprivate func writeLesions(_ rows: String) throws {
    try folder.write("image,type,x0,y0,x1,y1\n" + rows, "data/boxes.csv")
  }

  fileprivate func touch() throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_000_000)],
      ofItemAtPath: folder["data/0_left.png"].path)
  }

  /// A PNG of the next shade has as many bytes.
  fileprivate func replacePicture() throws {
    let place = folder["data/0_left.png"]
    let before = try Data(contentsOf: place)
    try picture(shade: 81, "0_left")
    let after = try Data(contentsOf: place)
    #expect(after.count == before.count && after != before)
  }

  fileprivate func label() throws {
    let store = try LabelStore(at: outputs.appendingPathComponent("labels.sqlite"), creating: true)
    let label = Label(
      kind: .patch, picture: String(repeating: "a", count: 64),
      box: Box(minX: 0, minY: 0, maxX: 9, maxY: 9), term: "HE")
    _ = try store.append([
      LabelStore.NewEntry(.label(label), author: "Ann", time: LabelStore.text(of: Date()))
    ])
  }
}
