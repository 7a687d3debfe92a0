import Foundation
import Testing
import TestSupport

@Suite(.withProgram)
struct RunTests {
  @Test func `a run ends with its directory, resumes without work, and adds clusterings to itself`() throws {
    let program = try Program()
    defer { program.remove() }
    let yaml = try program.write(smallExperiment, as: "small.yaml")

    let first = try program.call("run", yaml)
    try #require(first.exitCode == 0, "\(first.error)")
    let run = try #require(first.output.split(separator: "\n").last.map(String.init))
    let names = [
      "experiment.yaml", "provenance.json", "status.json", "timing.json", "metrics.jsonl", "log.txt",
      "evaluation.json", "summary.txt", "predictions/test.csv", "checkpoints/zoom-in-net.safetensors",
      "plots/learning.png", "plots/learning.svg", "plots/confusion-test.png", "plots/recall-test.svg",
      "report.html", "events.out.tfevents.zoomin",
    ]
    for name in names { #expect(program.bytes("\(run)/\(name)") != nil, "\(name)") }
    #expect(first.output.contains("quadratic kappa"))
    let status = try #require(program.bytes("\(run)/status.json"))
    #expect(String(decoding: status, as: UTF8.self).contains("\"state\" : \"done\""))

    let second = try program.call("run", yaml)
    #expect(second.exitCode == 0)
    for stage in [
      "prepare", "train-m-net", "train-a-net", "train-zoom-in-net", "mine", "evaluate", "cluster", "judge",
      "mosaic", "report",
    ] {
      #expect(second.error.contains("\(stage): done before"), "\(stage)")
    }
    #expect(second.output.split(separator: "\n").last.map(String.init) == run)

    let third = try program.call("run", yaml, "cluster.preference=minimum")
    #expect(third.output.split(separator: "\n").last.map(String.init) == run)
    #expect(third.error.contains("mine: done before"))
    #expect(!third.error.contains("cluster: done before"))
    let clusterings = try FileManager.default.contentsOfDirectory(atPath: "\(run)/clusters")
    #expect(clusterings.filter { !$0.hasPrefix(".") }.count == 2)

    // One stage alone: its own keys may change, those of stages before it may not.
    let mosaic = try program.call("mosaic", "--run", run, "mosaic.columns=3")
    #expect(mosaic.exitCode == 0, "\(mosaic.error)")
    #expect(mosaic.error.contains("mosaic: done in") && !mosaic.error.contains("cluster"))
    let shown = try #require(clusterings.first { !$0.hasPrefix(".") })
    let larger = try program.call("mosaic", "\(run)/clusters/\(shown)", "mosaic.crop_cells=3")
    #expect(larger.exitCode == 0, "\(larger.error)")
    #expect(
      larger.error.contains("judged with mosaic.crop_cells=2.0, but the tiles are drawn with 3.0."),
      "\(larger.error)")
    let clustered = try program.call("cluster", "--run", run, "cluster.preference=quantile:0.2")
    #expect(clustered.exitCode == 0, "\(clustered.error)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: "\(run)/clusters").count == 3)
    let evaluated = try program.call("evaluate", "--run", run, "evaluate.head=y_m")
    #expect(evaluated.exitCode == 0, "\(evaluated.error)")
    for (verb, reason) in [
      ("train", "whose settings decide which run this is"),
      ("mine", "which comes before mine and is not run again"),
    ] {
      let refused = try program.call(verb, "--run", run, "train.momentum=0.5")
      #expect(refused.exitCode == 78)
      #expect(refused.error.contains("train.momentum: changes the stage train-m-net, \(reason)."))
    }
    let early = try program.call("judge", "--run", run, "mine.map=sum")
    #expect(
      early.error.contains("mine.map: changes the stage mine, which comes before judge and is not run again.")
    )
    let unconverged = try program.call("cluster", "--run", run, "cluster.max_iterations=3", "--strict")
    #expect(unconverged.exitCode == 1, "\(unconverged.error)")

    // A clustering of the run may be judged by other settings; the run then judges it again by its own.
    let whole = try program.call("run", yaml, "--json")
    let answer = try JSONSerialization.jsonObject(with: Data(whole.output.utf8)) as? [String: Any]
    let clustering = try #require(answer?["clustering"] as? String, "\(whole.output)")
    let judgement = try #require(program.bytes("\(clustering)/judgement.json"))
    let judged = try program.call("judge", clustering, "judge.permutations=200", "judge.stability=never")
    #expect(judged.exitCode == 0, "\(judged.error)")
    #expect(program.bytes("\(clustering)/judgement.json") != judgement)
    let restored = try program.call("run", yaml)
    #expect(restored.error.contains("cluster: done before") && restored.error.contains("judge: done in"))
    #expect(program.bytes("\(clustering)/judgement.json") == judgement)

    let none = try program.call("mine", "--run", "\(run)/mining")
    #expect(none.exitCode == 66 && none.error.contains("experiment.yaml"), "\(none.error)")
  }

  @Test func `a run that is interrupted in training and resumed gives the bytes of an undisturbed one`()
    throws
  {
    let undisturbed = try Program()
    let disturbed = try Program()
    defer {
      undisturbed.remove()
      disturbed.remove()
    }
    let longer = ["phase_1.epochs=120", "phase_3.epochs=0"]
    _ = try undisturbed.write(smallExperiment, as: "small.yaml")
    _ = try disturbed.write(smallExperiment, as: "small.yaml")
    let whole = try undisturbed.call("run", "small.yaml", longer[0], longer[1])
    try #require(whole.exitCode == 0, "\(whole.error)")

    let (process, _, error) = try disturbed.start(["run", "small.yaml"] + longer)
    try process.wait { try String(contentsOf: error, encoding: .utf8).contains("train-m-net:") }
    process.interrupt()
    try process.waitForEnd()
    #expect(process.terminationStatus == 130)
    let resumed = try disturbed.call("run", "small.yaml", longer[0], longer[1])
    try #require(resumed.exitCode == 0, "\(resumed.error)")

    let one = try #require(whole.output.split(separator: "\n").last.map(String.init))
    let other = try #require(resumed.output.split(separator: "\n").last.map(String.init))
    let names = [
      "checkpoints/m-net.safetensors", "checkpoints/a-net.safetensors", "predictions/test.csv",
      "evaluation.json", "metrics.jsonl",
    ]
    for name in names {
      #expect(undisturbed.bytes("\(one)/\(name)") == disturbed.bytes("\(other)/\(name)"), "\(name)")
    }
  }
}
