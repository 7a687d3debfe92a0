import Foundation
import TestSupport
import Testing

/// `zoomin run` with `--dry-run`, `--from` and `--to`, and the schema for editors.
@Suite("Plans and parts of runs", .withProgram)
struct PlanTests {
  @Test("A plan says what would run, and writes nothing; a part of a run ends where it was told to.")
  func plan() throws {
    let program = try Program()
    defer { program.remove() }
    let yaml = try program.write(smallExperiment, as: "small.yaml")
    let outputs = program.folder.appendingPathComponent("outputs")
    let fresh = try program.call("run", yaml, "--dry-run", "phantom.patients=4")
    #expect(fresh.exitCode == 0 && fresh.error.isEmpty, "\(fresh.error)")
    #expect(fresh.output.contains("\n  phantom.patients: 4\n"))
    #expect(fresh.output.contains("\n  train-zoom-in-net  run: not done in this run yet\n"))
    #expect(!FileManager.default.fileExists(atPath: outputs.path))
    let run = try #require(fresh.output.split(separator: "\n").last.map(String.init))

    let part = try program.call("run", yaml, "phantom.patients=4", "--to", "prepare")
    #expect(part.exitCode == 0, "\(part.error)")
    #expect(part.output == "\(run)\n")
    #expect(part.error.contains("prepare: done in") && !part.error.contains("train"))
    let before = try FolderContents(outputs)
    let again = try program.call("run", yaml, "phantom.patients=4", "mine.map=sum", "--dry-run", "--json")
    #expect(try FolderContents(outputs).differences(from: before) == [])
    struct Plan: Decodable {
      struct Stage: Decodable {
        let stage: String
        let state: String
      }
      let run: String
      let exists: Bool
      let settings: [String: String]
      let stages: [Stage]
    }
    let plan = try JSONDecoder().decode(Plan.self, from: Data(again.output.utf8))
    #expect(plan.run == run && plan.exists && plan.settings["mine.map"] == "sum")
    #expect(plan.stages.map(\.state) == ["up to date"] + Array(repeating: "run", count: 9))
  }

  @Test("Stages that do not exist, or cannot be run again, are answered with those that can.")
  func stages() throws {
    let program = try Program()
    defer { program.remove() }
    let yaml = try program.write(smallExperiment, as: "small.yaml")
    let unknown = try program.call("run", yaml, "--to", "clustering")
    #expect(unknown.exitCode == 64 && unknown.output.isEmpty)
    for stage in ["prepare", "train-m-net", "mine", "evaluate", "cluster", "judge", "mosaic", "report"] {
      #expect(unknown.error.contains(stage), "\(stage): \(unknown.error)")
    }
    let trained = try program.call("run", yaml, "--from", "train-m-net")
    #expect(trained.exitCode == 64)
    #expect(
      trained.error.hasPrefix("zoomin: --from train-m-net: prepared pictures and trained weights are never"))
    #expect(
      !FileManager.default.fileExists(atPath: program.folder.appendingPathComponent("outputs").path))
  }

  @Test("The schemas for editors are JSON on standard output.", arguments: ["--json", "--sweep"])
  func schema(form: String) throws {
    let program = try Program()
    defer { program.remove() }
    let outcome = try program.call("schema", form)
    #expect(outcome.exitCode == 0 && outcome.error.isEmpty)
    let schema = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    #expect(schema?["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
  }
}
