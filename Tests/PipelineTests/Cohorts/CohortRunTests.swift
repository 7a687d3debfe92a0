import Foundation
import Fundus
import Runs
import Settings
import Testing
import TestSupport
import Workbench

@testable import Pipeline

@Suite struct CohortRunTests {
  /// A trained run and another study's pictures.
  private struct Pair {
    let study: StudyFolder
    let other: StudyFolder

    init() throws {
      study = try StudyFolder()
      other = try StudyFolder(grades: [3, 0, 1])
      // Unlike the study's in every byte.
      for patient in 0..<3 {
        for (number, eye) in ["left", "right"].enumerated() {
          try other.picture(shade: UInt8(91 + 20 * patient + 7 * number), "\(patient)_\(eye)")
        }
      }
      try study.train()
    }

    func run(
      _ stages: [StageName], _ overrides: [String] = [], of run: URL? = nil, data: URL? = nil,
      console: Console = Console()
    ) throws -> StageRun.Result {
      try CohortRun(
        of: run ?? study.run.url, data: data ?? other.data, stages: stages,
        overrides: ["evaluate.bootstrap_draws=100", "evaluate.blind_draws=10"] + overrides, console: console
      ).perform()
    }
  }

  private static func log(of run: RunDirectory) throws -> String {
    try String(contentsOf: run.log, encoding: .utf8)
  }

  @Test func `another data set is evaluated beside the run, which stays as it is`() throws {
    let pair = try Pair()
    let before = try FileManager.default.subpathsOfDirectory(atPath: pair.study.run.url.path).sorted()
    let result = try pair.run([.evaluate])
    #expect(
      try FileManager.default.subpathsOfDirectory(atPath: pair.study.run.url.path).sorted() == before)
    #expect(
      result.run.url.deletingLastPathComponent().path
        == pair.study.run.url.deletingLastPathComponent().path)
    #expect(result.run.url.lastPathComponent.hasPrefix("data-"))
    // The data's own splits are kept, and none of them counts as trained on.
    let evaluation = try Evaluation.read(from: result.run)
    #expect(evaluation.splits.keys.sorted() == ["test", "train"])
    #expect(evaluation.splits["train"]?.grading["y"]?.pictureCount == 4)
    #expect(evaluation.splits["train"]?.nuisance != nil, "fitted on the run's training pictures")
    let table = try #require(try PredictionTable.readIfPresent(from: result.run, split: "train"))
    #expect(table.rows.map(\.image) == ["0_left", "0_right", "2_left", "2_right"])
    #expect(table.rows.map(\.grade) == [3, 3, 1, 1])
    #expect(result.text.contains("Grades on train") && result.text.hasSuffix(result.run.url.path))
    #expect(try RunStatus.read(from: result.run).state == .done)
    #expect(FileKind(of: result.run.plot("confusion-test", format: "png")) == .file)
    #expect(FileKind(of: result.run.plot("learning", format: "png")) == .absent)
  }

  @Test func `predictions are those of the run's network for these pictures`() throws {
    let pair = try Pair()
    let result = try pair.run([.evaluate])
    let table = try #require(try PredictionTable.readIfPresent(from: result.run, split: "test"))
    let set = try pair.other.prepared()
    let network = try TrainedRun(at: pair.study.run.url).network()
    let direct = try network.predictor(set, pair.study.experiment()).predictions([2])[0]
    #expect(table.rows[0].image == "1_left" && table.rows[0].probabilities["y"] == direct.probabilities)
  }

  @Test func `the same command does nothing twice, and other data have a folder of their own`() throws {
    let pair = try Pair()
    let first = try pair.run([.evaluate])
    #expect(try pair.run([.evaluate]).run == first.run)
    #expect(try Self.log(of: first.run).contains("evaluate: done before"))
    // A cohort stands for the run whose network reads it.
    #expect(try pair.run([.evaluate], of: first.run.url).run == first.run)
    try pair.other.folder.write("image,patient,eye,level,split\n0_left,0,left,3,\n", "data/manifest.csv")
    let second = try pair.run([.evaluate])
    #expect(second.run != first.run)
    #expect(
      try Evaluation.read(from: second.run).splits.keys.sorted() == ["test"], "no split: all are tested")
  }

  @Test func `a cohort is mined, and its clusters are those of a run`() throws {
    let pair = try Pair()
    let mined = try pair.run([.mine], ["mine.minimum_response=-1000", "mine.panels=0"])
    let file = try #require(
      try StageLedger(mined.run).entry(MineStage.Output.self, of: "mine")?.output.features)
    #expect(FileKind(of: mined.run.place(of: file)) == .file)
    let clustered = try StageRun(
      mined.run.url, stages: [.cluster], overrides: [], console: Console()
    ).perform()
    #expect(clustered.converged != nil)
    let error = #expect(throws: PipelineError.self) {
      try StageRun(mined.run.url, stages: [.trainMNet], overrides: [], console: Console()).perform()
    }
    #expect(
      error?.message
        == "\(mined.run.url.path): has no training of its own. Its network is that of \(pair.study.run.url.path)."
    )
  }

  @Test(arguments: ["train.momentum=0.5", "data.view_pixels=200", "model.contrast=local"])
  func `what the network was trained with is refused`(override: String) throws {
    let pair = try Pair()
    let error = #expect(throws: PipelineError.self) { try pair.run([.evaluate], [override]) }
    #expect(
      error?.description
        == "\(override.prefix { $0 != "=" }): decides how the network was trained, or which pictures "
        + "it can read.")
    #expect(
      try FileManager.default.contentsOfDirectory(
        atPath: pair.study.run.url.deletingLastPathComponent().path
      ) == ["run"], "nothing is written")
  }

  @Test func `a support vector machine answers the questions that are asked`() throws {
    let pair = try Pair()
    try pair.other.folder.write(
      "image,patient,eye,level\n0_left,0,left,3\n0_right,0,right,3\n1_left,1,left,0\n1_right,1,right,0\n"
        + "2_left,2,left,2\n2_right,2b,right,0\n", "data/manifest.csv")
    let result = try pair.run(
      [.evaluate], ["evaluate.svm=[referable, abnormal]", "evaluate.svm_folds=2", "evaluate.head=y_c"])
    let answers = try #require(try Evaluation.read(from: result.run).splits["test"]?.supportVectors)
    let referable = try #require(answers["referable"])
    #expect(referable.foldCount == 2 && referable.pictureCount == 6 && referable.positiveCount == 3)
    #expect(referable.patientCount == 4)
    let abnormal = try #require(
      answers["abnormal"], "learned on the run's training pictures, of grades 0 and 4")
    #expect(abnormal.foldCount == nil && abnormal.positiveCount == 3)
    #expect(result.text.contains("SVM, referable by 2 folds: AUC "))
    let plain = try pair.run([.evaluate], ["evaluate.bootstrap_draws=101"])
    #expect(try Evaluation.read(from: plain.run).splits["test"]?.supportVectors == nil)
  }

  @Test func `pictures that the network was trained on are told`() throws {
    let pair = try Pair()
    let result = try pair.run([.evaluate], data: pair.study.data)
    #expect(
      try Self.log(of: result.run).contains(
        "warning: The network was trained on 4 of these pictures, the first is 0_left. Results on them say nothing "
          + "about new patients."))
  }

  @Test func `where the training pictures are gone, baselines that learn from them are left out`() throws {
    let pair = try Pair()
    try FileManager.default.moveItem(at: pair.study.data, to: pair.study.folder["moved"])
    let result = try pair.run([.evaluate])
    let split = try #require(try Evaluation.read(from: result.run).splits["test"])
    #expect(split.grading["y"] != nil && split.nuisance == nil)
    #expect(
      try Self.log(of: result.run).contains("These are the pictures that the network was trained on"))
  }

  @Test func `where the initial weights are gone, the untrained network is left out of the comparison`()
    throws
  {
    let pair = try Pair()
    try pair.study.train(["train.initial_weights=[\(pair.study.folder["gone.safetensors"].path)]"])
    try pair.other.folder.write(
      "image,type,x0,y0,x1,y1\n1_left,MA,60,60,70,70\n", "data/lesions.csv")
    let result = try pair.run([.evaluate], ["data.lesion_tables=[lesions.csv]"])
    let report = try #require(try Evaluation.read(from: result.run).splits["test"]?.lesions["window"])
    // Nor have the training pictures any lesions, whose density could be a baseline.
    #expect(report.baselines.map(\.name) == ["uniform", "centre"])
    #expect(try Self.log(of: result.run).contains("the untrained network is left out of the comparison"))
  }

  @Test func `a table is named by its folder, an experiment by itself`() throws {
    let pair = try Pair()
    let table = try pair.run([.evaluate], data: pair.other.data.appendingPathComponent("manifest.csv"))
    #expect(table.run.url.lastPathComponent.hasPrefix("data-"))
    try pair.other.folder.write(
      "data:\n  source: table\n  root: \(pair.other.data.path)\nexperiment:\n  name: other\n", "study 2.yaml")
    let experiment = try pair.run([.evaluate], data: pair.other.folder["study 2.yaml"])
    #expect(experiment.run.url.lastPathComponent.hasPrefix("study-2-"))
  }

  @Test func `a run that is not trained says which stage is missing`() throws {
    let pair = try Pair()
    try StageLedger(pair.study.run).forget("train-a-net")
    let error = #expect(throws: PipelineError.self) { try pair.run([.evaluate]) }
    #expect(
      error?.message
        == "\(pair.study.run.url.path): its stage train-a-net is not finished, so its network is not trained. Finish it "
        + "with `zoomin train --run \(ShellWord.quoted(pair.study.run.url.path))`.")
  }
}
