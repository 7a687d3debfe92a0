import Foundation
import Runs
import Testing
import Workbench

@Suite struct RunDirectoryTests {
  private let run = RunDirectory(URL(filePath: "/out/e/r", directoryHint: .isDirectory))
  private let key = String(repeating: "0123456789abcdef", count: 4)

  @Test func `every file of a run has its place`() {
    let places = [
      run.experiment, run.identity, run.provenance, run.status, run.timing, run.metrics, run.log, run.lock,
      run.stage("mine"), run.checkpoint("m-net"), run.predictions(ofSplit: "test"), run.evaluation,
      run.figures, run.pictures, run.attention, run.plots, run.plot("roc-test", format: "svg"), run.skipped,
      run.summary, run.report, run.events,
      run.mining(key: key).url, run.mining(key: key).features,
      run.clustering(id: key),
    ]
    #expect(
      places.map(run.relativePath) == [
        "experiment.yaml", "identity.json", "provenance.json", "status.json", "timing.json", "metrics.jsonl",
        "log.txt", ".lock", "stages/mine.json", "checkpoints/m-net.safetensors", "predictions/test.csv",
        "evaluation.json", "figures.json", "pictures.csv", "attention", "plots", "plots/roc-test.svg",
        "skipped.csv", "summary.txt", "report.html", "events.out.tfevents.zoomin",
        "mining/0123456789ab",
        "mining/0123456789ab/features.h5", "clusters/0123456789ab",
      ])
    #expect(places.allSatisfy { run.place(of: run.relativePath(of: $0)).path == $0.path })
  }

  @Test func `a run knows its names, and exists with any of its first records`() throws {
    #expect(run.id == "r" && run.experimentName == "e" && run.outputs.url.path == "/out")
    for file in [\RunDirectory.identity, \.status, \.experiment] {
      let run = try TemporaryRun().directory
      try AtomicFile.write("", to: run.log)
      #expect(!run.exists)
      try AtomicFile.write("", to: run[keyPath: file])
      #expect(run.exists)
    }
  }

  @Test func `every folder of outputs has its place`() {
    let outputs = OutputsDirectory(URL(filePath: "/out", directoryHint: .isDirectory))
    #expect(outputs.run("r", ofExperiment: "e").url.path == run.url.path)
    #expect(
      [outputs.preparedPictures, outputs.phantoms("p"), outputs.sweep("s"), outputs.labels].map(\.path) == [
        "/out/cache/prepared", "/out/cache/phantoms/p", "/out/sweeps/s", "/out/labels.sqlite",
      ])
  }

  @Test func `a clustering's folder belongs to the run that has an identity`() throws {
    let run = try TemporaryRun().directory
    let clustering = run.clustering(id: key)
    try AtomicFile.createFolder(clustering)
    #expect(RunDirectory(ofClustering: clustering) == nil)
    try AtomicFile.write(Data(), to: run.identity)
    #expect(RunDirectory(ofClustering: clustering)?.url.path == run.url.path)
    #expect(RunDirectory(ofClustering: run.clusterings) == nil)
    #expect(RunDirectory(ofClustering: run.mining(key: key).url) == nil)
  }

  @Test func `minings and clusterings are listed by name`() throws {
    let temporary = try TemporaryRun()
    let run = temporary.directory
    #expect(try run.allMinings().isEmpty && run.allClusterings().isEmpty)
    for name in ["b", "a", ".hidden"] {
      try AtomicFile.createFolder(run.minings.appendingPathComponent(name))
      try AtomicFile.createFolder(run.clusterings.appendingPathComponent(name))
    }
    #expect(try run.allMinings() == [run.mining(key: "a"), run.mining(key: "b")])
    #expect(try run.allClusterings() == [run.clustering(id: "a"), run.clustering(id: "b")])
    // A folder that somebody renamed is found under its whole name.
    try AtomicFile.createFolder(run.minings.appendingPathComponent("b of last week"))
    #expect(try run.allMinings().map(\.url.lastPathComponent) == ["a", "b", "b of last week"])
  }

  @Test func `a run is the same whether its folder exists or not`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "same-run-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let before = OutputsDirectory(folder).run("id", ofExperiment: "e")
    try FileManager.default.createDirectory(at: before.url, withIntermediateDirectories: true)
    let after = OutputsDirectory(folder).run("id", ofExperiment: "e")
    #expect(after == before && after.status == before.status)
    #expect(before.url.path == "\(folder.path)/e/id")
  }
}
