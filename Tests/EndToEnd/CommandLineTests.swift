import Foundation
import Testing

@Suite(.enabled(if: Program.executable != nil, "ZOOMIN_PROGRAM names the built program; `make test` sets it"))
struct CommandLineTests {
  @Test func `help names every verb on standard output`() throws {
    let program = try Program()
    defer { program.remove() }
    let outcome = try program.call("--help")
    #expect(outcome.exitCode == 0)
    for verb in ["run", "cluster", "sweep", "mosaic", "candidates", "compare", "phantom", "data", "schema"] {
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
}
