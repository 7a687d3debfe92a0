import Foundation
import Testing
import TestSupport

@Suite(.withProgram)
struct WeightTests {
  @Test func `a run begins from another run's checkpoint, which is known by its content`() throws {
    let program = try Program()
    defer { program.remove() }
    let yaml = try program.write(smallExperiment, as: "small.yaml")
    let first = try program.call("run", yaml, "phase_3.epochs=0")
    try #require(first.exitCode == 0, "\(first.error)")
    let run = try #require(first.output.split(separator: "\n").last.map(String.init))
    let checkpoint = try #require(program.bytes("\(run)/checkpoints/a-net.safetensors"))
    for name in ["w.safetensors", "same.safetensors"] {
      try checkpoint.write(to: program.folder.appendingPathComponent(name))
    }

    let second = try program.call("run", yaml, "phase_3.epochs=0", "train.initial_weights=[w.safetensors]")
    try #require(second.exitCode == 0, "\(second.error)")
    let other = try #require(second.output.split(separator: "\n").last.map(String.init))
    #expect(other != run)
    #expect(second.error.contains("Beginning from w.safetensors\n"))
    // A fresh classifier is at 0 and finds all five levels equally likely; this one has an opinion.
    #expect(abs(try firstLoss(program, run) - log(5)) < 1e-5)
    #expect(abs(try firstLoss(program, other) - log(5)) > 1e-3)

    let third = try program.call("run", yaml, "phase_3.epochs=0", "train.initial_weights=[same.safetensors]")
    #expect(third.output.split(separator: "\n").last.map(String.init) == other)
    #expect(third.error.contains("train-m-net: done before"))
  }

  @Test func `weights that cannot be begun from are refused before anything is written`() throws {
    let program = try Program()
    defer { program.remove() }
    let yaml = try program.write(smallExperiment, as: "small.yaml")
    // The pickle of a whole module.
    let module = SourceTree.test("Peers/Golden/PyTorch/module.pth")
    try FileManager.default.copyItem(at: module, to: program.folder.appendingPathComponent("w.pth"))
    let missing = try program.call("run", yaml, "train.initial_weights=[none.safetensors]")
    #expect(missing.exitCode == 66)
    #expect(missing.error.hasSuffix("none.safetensors: does not exist.\n"))
    let unfetched = try program.call(
      "run", yaml, "train.initial_weights=[outputs/cache/imagenet-lite0.safetensors]")
    #expect(unfetched.exitCode == 66)
    #expect(
      unfetched.error.hasSuffix("does not exist. Run `make imagenet-lite`, which fetches and converts it.\n"))
    for call in [
      ["run", yaml, "train.initial_weights=[w.pth]"], ["import-weights", "w.pth", "--as", "c-net"],
    ] {
      let pickle = try program.call(call)
      #expect(pickle.exitCode == 65)
      #expect(pickle.error.contains("w.pth: holds torch.nn.modules.linear.Linear, and only arrays"))
      #expect(pickle.output.isEmpty)
    }
    #expect(try program.call("import-weights", "w.pth", "--as", "m-net-z").exitCode == 64)
    let runs = program.folder.appendingPathComponent("outputs/small").path
    #expect(!FileManager.default.fileExists(atPath: runs))
  }

  /// The loss of the first update that a run has recorded.
  private func firstLoss(_ program: Program, _ run: String) throws -> Double {
    let data = try #require(program.bytes("\(run)/metrics.jsonl"))
    let line = try #require(data.split(separator: UInt8(ascii: "\n")).first)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
    let losses = object["losses"] as? [String: Any] ?? object
    return try #require(losses["loss"] as? Double)
  }
}
