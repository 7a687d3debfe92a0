import Foundation
import Runs
import Testing
import Workbench

@Suite struct RunTests {
  private let run = RunDirectory(
    FileManager.default.temporaryDirectory.appendingPathComponent("zoomin-run-\(UUID().uuidString)"))

  private func removeRun() { try? FileManager.default.removeItem(at: run.url) }

  @Test func `two writers of one run are refused, and a writer that ended blocks nobody`() throws {
    defer { removeRun() }
    do {
      let first = try RunLock(run)
      #expect {
        try RunLock(run)
      } throws: { error in
        (error as? RunsError)?.exitCode == .locked
          && (error as? RunsError)?.description.contains("process \(getpid())") == true
      }
      withExtendedLifetime(first) {}
    }
    _ = try RunLock(run)
  }

  @Test func `taking a run takes away what killed writers left in it`() throws {
    defer { removeRun() }
    let folder = run.url.appendingPathComponent("members/one")
    let (left, whole) = (
      folder.appendingPathComponent(".clusters.csv.7-1.part"), folder.appendingPathComponent("clusters.csv")
    )
    for file in [left, whole] { try AtomicFile.write("half", to: file) }
    _ = try RunLock(run)
    #expect(!FileManager.default.fileExists(atPath: left.path))
    #expect(FileManager.default.fileExists(atPath: whole.path))
  }

  @Test func `provenance states lanes, precision, libraries and pins of the environment`() throws {
    setenv("OPENBLAS_OF_A_TEST", "1", 1)  // no library knows it
    defer { unsetenv("OPENBLAS_OF_A_TEST") }
    let made = Provenance(
      libraries: ["oneDNN": "2.6.3 AVX2"], laneCount: 3, threadCount: 2, precision: "bf16")
    let text = String(decoding: try CanonicalJSON.data(made), as: UTF8.self)
    let read = try JSONDecoder().decode(Provenance.self, from: Data(text.utf8))
    #expect(read.laneCount == 3 && read.threadCount == 2 && read.precision == "bf16")
    #expect(read.libraries == ["oneDNN": "2.6.3 AVX2"])
    #expect(read.environmentPins["OPENBLAS_OF_A_TEST"] == "1")
  }

  @Test func `a run that was deleted is not brought back by its writer, but by the next one`() throws {
    defer { removeRun() }
    do {
      let lock = try RunLock(run)
      try FileManager.default.removeItem(at: run.url)
      #expect {
        try RunStatus(.running).write(to: run)
      } throws: { ($0 as? WorkbenchError)?.exitCode == .inputOutput }
      #expect(!FileManager.default.fileExists(atPath: run.url.path))
      withExtendedLifetime(lock) {}
    }
    let lock = try RunLock(run)
    try RunStatus(.running).write(to: run)
    withExtendedLifetime(lock) {}
  }

  @Test func `provenance keeps and names the libraries that earlier starts of the run had`() throws {
    defer { removeRun() }
    func start(_ libraries: [String: String]) throws -> Provenance {
      var provenance = Provenance(libraries: libraries, laneCount: 1, threadCount: 1, precision: "f32")
      if let earlier = Provenance.left(in: run) { provenance.follow(earlier) }
      try AtomicFile.write(CanonicalJSON.data(provenance), to: run.provenance)
      return provenance
    }
    let old = ["oneDNN": "2.6.3 AVX2", "HDF5": "1.10.8"]
    let new = ["oneDNN": "3.2.0 AVX2", "HDF5": "1.10.8"]
    #expect(try start(old).libraryChanges.isEmpty && Provenance.left(in: run)?.earlierLibraries == nil)
    for _ in 0..<2 {
      #expect(
        try start(new).libraryChanges == [
          "This run computed with oneDNN 2.6.3 AVX2 before, now with 3.2.0 AVX2: "
            + "a stage done anew may differ in its last bits."
        ])
    }
    #expect(try start(old).earlierLibraries == ["oneDNN": ["3.2.0 AVX2"]])
  }

  @Test func `a stage is done only under its own key and while its results exist`() throws {
    defer { removeRun() }
    let ledger = StageLedger(run)
    let result = run.url.appendingPathComponent("mining/a/features.h5")
    try AtomicFile.write("features", to: result)
    let entry = StageLedger.Entry(key: "k1", results: ["features": "mining/a/features.h5"])
    try ledger.record(entry, of: .mine)
    #expect(ledger.entry(of: .mine, key: "k1") == entry)
    #expect(ledger.entry(of: .mine, key: "k2") == nil)
    #expect(ledger.entry(of: .cluster, key: "k1") == nil)
    try FileManager.default.removeItem(at: result)
    #expect(ledger.entry(of: .mine, key: "k1") == nil)
  }

  @Test func `a stage whose work begins anew is no longer done`() throws {
    defer { removeRun() }
    let ledger = StageLedger(run)
    try ledger.forget(.evaluate)
    try ledger.record(StageLedger.Entry(key: "k1"), of: .evaluate)
    try ledger.forget(.evaluate)
    #expect(ledger.entry(of: .evaluate, key: "k1") == nil)
  }

  @Test func `a lock that outlived its process is taken, and the status tells who left it`() throws {
    defer { removeRun() }
    try AtomicFile.write("process 1 on elsewhere", to: run.lock)
    #expect(RunStatus.left(in: run) == nil)
    let status = RunStatus(.running, stage: "train-a-net")
    try status.write(to: run)
    let lock = try RunLock(run)
    withExtendedLifetime(lock) {}
    #expect(RunStatus.left(in: run) == status)
  }

  @Test func `a key changes with a setting, the parent or an input, and not with the order of settings`() {
    func key(_ damping: String, parent: String = "p", input: String = "i", reversed: Bool = false) -> String {
      let settings = [(path: "cluster.damping", value: damping), (path: "cluster.window", value: "100")]
      return StageKey.of(
        .cluster, settings: reversed ? settings.reversed() : settings, parent: parent, inputs: [input])
    }
    #expect(key("0.9") == key("0.9", reversed: true))
    #expect(Set([key("0.9"), key("0.8"), key("0.9", parent: "q"), key("0.9", input: "j")]).count == 4)
  }

  @Test func `the metrics log is cut back to the lines of the checkpoint, a torn line included`() throws {
    defer { removeRun() }
    struct Row: Encodable { let step: Int }
    do {
      let log = try MetricsLog(run.metrics, keeping: 0)
      for step in 0..<5 { try log.append(Row(step: step)) }
    }
    let handle = try #require(FileHandle(forWritingAtPath: run.metrics.path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("{\"st".utf8))
    try handle.close()
    let log = try MetricsLog(run.metrics, keeping: 3)
    #expect(log.lineCount == 3)
    try log.append(Row(step: 3))
    let text = try String(contentsOf: run.metrics, encoding: .utf8)
    #expect(text == (0..<4).map { "{\"step\":\($0)}\n" }.joined())
  }
}
