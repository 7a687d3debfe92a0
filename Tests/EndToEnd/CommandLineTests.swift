import Foundation
import Testing

@Suite(.enabled(if: Program.executable != nil, "ZOOMIN_PROGRAM names the built program; `make test` sets it"))
struct CommandLineTests {
  @Test func `help names every verb on standard output`() throws {
    let program = try Program()
    defer { program.remove() }
    let outcome = try program.call("--help")
    #expect(outcome.exitCode == 0)
    let verbs = [
      "run", "cluster", "sweep", "mosaic", "candidates", "compare", "labels", "phantom", "data",
      "benchmark", "schema", "doctor",
    ]
    for verb in verbs {
      #expect(outcome.output.contains("  \(verb) "), "\(verb)")
    }
    #expect(outcome.error.isEmpty)
  }

  @Test func `a misspelt key ends with 78, one sentence and nothing on standard output`() throws {
    let program = try Program()
    defer { program.remove() }
    let yaml = try program.write("cluster:\n  dampng: 0.9\n", as: "wrong.yaml")
    let outcome = try program.call("run", yaml)
    #expect(outcome.exitCode == 78)
    #expect(outcome.output.isEmpty)
    #expect(outcome.error.hasPrefix("zoomin: "))
    #expect(
      outcome.error.hasSuffix(
        "wrong.yaml, line 2: there is no key cluster.dampng. Did you mean cluster.damping?\n"))
    #expect(!FileManager.default.fileExists(atPath: program.folder.appendingPathComponent("outputs").path))
  }

  @Test func `a missing experiment ends with 66, an unknown verb or option with 64`() throws {
    let program = try Program()
    defer { program.remove() }
    #expect(try program.call("run", "nowhere.yaml").exitCode == 66)
    #expect(try program.call("dance").exitCode == 64)
    #expect(try program.call("run").exitCode == 64)
  }

  @Test func `features that are no HDF5 end with 65 and leave no folder`() throws {
    let program = try Program()
    defer { program.remove() }
    let file = try program.write("not HDF5", as: "features.h5")
    let outcome = try program.call("cluster", file, "--out", "clusters")
    #expect(outcome.exitCode == 65)
    #expect(outcome.error.split(separator: "\n").count == 1)
    #expect(!FileManager.default.fileExists(atPath: program.folder.appendingPathComponent("clusters").path))
  }

  @Test func `a drawn data set is checked, with a machine-readable answer`() throws {
    let program = try Program()
    defer { program.remove() }
    let drawn = try program.call(
      "phantom", "--out", "eyes", "--patients", "3", "phantom.pixels=200", "--json")
    try #require(drawn.exitCode == 0, "\(drawn.error)")
    #expect(drawn.output.contains("\"schemaVersion\":1"))
    let checked = try program.call("data", "check", "eyes", "--sheet", "sheet.png")
    #expect(checked.exitCode == 0, "\(checked.error)")
    #expect(checked.output.contains("3"))
    #expect(program.bytes("sheet.png")?.prefix(4) == Data([0x89, 0x50, 0x4e, 0x47]))
  }

  @Test(arguments: ["dense", "sparse", "hierarchical"])
  func `a benchmark answers with what the design names`(method: String) throws {
    let program = try Program()
    defer { program.remove() }
    let outcome = try program.call(
      "benchmark", "cluster", "--rows", "600", "--dimensions", "32", "--json", "cluster.method=\(method)",
      "cluster.subset_rows=200")
    #expect(outcome.exitCode == 0, "\(outcome.error)")
    for key in ["schemaVersion", "rows", "dimensions", "iterations", "secondsTotal", "peakMemoryBytes"] {
      #expect(outcome.output.contains("\"\(key)\":"), "\(key)")
    }
    #expect(outcome.output.contains("\"method\":\"\(method)\""))
    #expect(outcome.output.contains("\"secondsPerIteration\":") == (method == "dense"))
    #expect(try program.call("benchmark", "cluster", "--rows", "1").exitCode == 64)
  }

  @Test func `a second cohort is assigned without keys that would compare it otherwise`() throws {
    let program = try Program()
    defer { program.remove() }
    let outcome = try program.call(
      "cluster", "b.h5", "--assign-to", "clusters", "--out", "assigned", "cluster.features=raw")
    #expect(outcome.exitCode == 64)
    #expect(outcome.error.contains("leave out keys of cluster."))
  }

  @Test func `the doctor ends with 0 where all is there, and with 69 where results have no place`() throws {
    let program = try Program()
    defer { program.remove() }
    let well = try program.call("doctor", "--json")
    #expect(well.exitCode == 0, "\(well.error)")
    #expect(well.error.isEmpty)
    #expect(well.output.contains("\"schemaVersion\":1") && well.output.contains("\"healthy\":true"))
    let ill = try program.call("doctor", "runtime.outputs=/proc/none")
    #expect(ill.exitCode == 69)
    #expect(ill.output.contains("\nMissing:\n"))
    #expect(
      ill.error == "zoomin: /proc/none cannot be written: results would have no place. "
        + "Start from a folder that you may write to, or set runtime.outputs.\n")
  }
}
