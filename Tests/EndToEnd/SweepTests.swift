import Foundation
import Testing
import TestSupport

@Suite(.withProgram)
struct SweepTests {
  private let sweep = """
    name: small
    run: outputs/small
    minimum_clusters: 2
    base:
      judge:
        resamples: 2
        permutations: 200
    sweep:
      cluster:
        preference: [minimum, median, "count:100000", "quantile:0.9"]
        features: [l2, raw]
    """

  @Test func `a sweep compares its members, one that fails among them, and resumed it has the same bytes`()
    throws
  {
    let program = try Program()
    defer { program.remove() }
    let run = try program.call("run", try program.write(smallExperiment, as: "small.yaml"))
    try #require(run.exitCode == 0, "\(run.error)")
    let yaml = try program.write(sweep, as: "sweep.yaml")

    let whole = try program.call("sweep", yaml, "--out", "whole")
    #expect(whole.exitCode == 1, "two members ask for more clusters than there are features")
    #expect(whole.error.contains("member 5 failed: "))
    #expect(whole.output.contains("is recommended: "))
    #expect(whole.output.hasSuffix("whole\n"))
    let table = try #require(program.bytes("whole/sweep.csv").map { String(decoding: $0, as: UTF8.self) })
    #expect(table.split(separator: "\n").count == 9)
    #expect(table.components(separatedBy: ",failed,").count == 3)
    #expect(program.bytes("whole/sweep.png")?.prefix(4) == Data([0x89, 0x50, 0x4e, 0x47]))

    let (process, _, _) = try program.start(["sweep", yaml, "--out", "parts"])
    let members = program.folder.appendingPathComponent("parts/members").path
    try process.wait { FolderContents.names(in: URL(filePath: members)).count { !$0.contains("/") } > 1 }
    kill(process.processIdentifier, SIGKILL)
    try process.waitForEnd()
    #expect(try program.call("sweep", yaml, "--out", "parts").exitCode == 1)
    #expect(try program.sweep("parts").differences(from: program.sweep("whole")) == [])

    let member = try #require(
      FileManager.default.contentsOfDirectory(
        atPath: program.folder.appendingPathComponent("whole/members").path
      )
      .sorted().first)
    let compared = try program.call("compare", "whole/members/\(member)", "whole/members/\(member)")
    #expect(compared.exitCode == 0)
    #expect(compared.output.contains("adjusted Rand index          1.000"))
    let candidates = try program.call("candidates", "whole/members/\(member)", "--json")
    #expect(candidates.exitCode == 0 && candidates.output.contains("\"schemaVersion\":1"))
  }

  @Test func `a sweep without features, and one of a run that is not there, say so`() throws {
    let program = try Program()
    defer { program.remove() }
    let yaml = try program.write("sweep:\n  cluster:\n    damping: [0.8, 0.9]\n", as: "sweep.yaml")
    let none = try program.call("sweep", yaml)
    #expect(none.exitCode == 78)
    #expect(
      none.error
        == "zoomin: sweep.yaml: names no features. Add features: FILE.h5 or run: FOLDER, or give --features or --run.\n"
    )
    #expect(try program.call("sweep", yaml, "--run", "nowhere").exitCode == 66)
    #expect(try program.call("sweep", yaml, "--run", "a", "--features", "b").exitCode == 64)
  }
}

extension Program {
  /// The files of a sweep's folder, except those that hold a time or a process.
  func sweep(_ name: String) throws -> FolderContents {
    try FolderContents(folder.appendingPathComponent(name)) { file in
      !["timing.json", "log.txt", ".lock"].contains { file.hasSuffix($0) }
    }
  }
}
