import Foundation
import Testing

@Suite(.withProgram)
struct CommandLineTests {
  @Test func `help names every verb on standard output`() throws {
    let program = try Program()
    defer { program.remove() }
    let outcome = try program.call("--help")
    #expect(outcome.exitCode == 0)
    let verbs = [
      "run", "cluster", "judge", "sweep", "mosaic", "candidates", "compare", "labels", "phantom", "data",
      "benchmark", "import-weights", "schema", "doctor",
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
        "wrong.yaml, line 2, column 3: there is no key cluster.dampng. Did you mean cluster.damping?\n"))
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
    #expect(checked.output.contains("Pictures     6 usable of 6 listed, 3 patients\n"), "\(checked.output)")
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

  @Test(arguments: [
    ("step", "testing-m-net", 3), ("infer", "testing-c-net", 5), ("step", "joint", 2), ("infer", "joint", 4),
  ])
  func `a benchmark of a network answers with what the design names`(verb: String, model: String, batch: Int)
    throws
  {
    struct Answer: Decodable {
      let schemaVersion: Int, work: String, model: String, batch: Int, precision: String, lanes: Int
      let repetitions: Int, secondsPerImage: Double, secondsPerStep: Double, peakMemoryBytes: Int
      let idleMemoryBytes: Int
    }
    let program = try Program()
    defer { program.remove() }
    let outcome = try program.call(
      "benchmark", verb, "--model", model, "--batch", "\(batch)", "--precision", "f32", "--repetitions", "3",
      "--json", "model.preset=testing", "runtime.lanes=1")
    try #require(outcome.exitCode == 0, "\(outcome.error)")
    let answer = try JSONDecoder().decode(Answer.self, from: Data(outcome.output.utf8))
    #expect(answer.schemaVersion == 1 && answer.work == verb && answer.model == model)
    #expect(
      answer.batch == batch && answer.precision == "f32" && answer.lanes == 1 && answer.repetitions == 3)
    #expect(abs(answer.secondsPerImage * Double(batch) - answer.secondsPerStep) < 1e-9)
    // The program alone takes megabytes.
    #expect(answer.idleMemoryBytes > 1 << 20 && answer.peakMemoryBytes > answer.idleMemoryBytes)
  }

  @Test func `the table of layers accounts for the whole step`() throws {
    struct Table: Decodable {
      struct Row: Decodable { let kind: String, share: Double }
      struct Convolutions: Decodable {
        let pass: String, seconds: Double, bareSeconds: Double, ofBare: Double
      }
      struct Layer: Decodable { let label: String, seconds: Double }
      let of: String, kinds: [Row], notConvolutionShare: Double, convolutions: [Convolutions], layers: [Layer]
    }
    let program = try Program()
    defer { program.remove() }
    let outcome = try program.call(
      "benchmark", "layers", "--model", "small-m-net", "--batch", "2", "--layers", "4", "--json",
      "runtime.lanes=1")
    try #require(outcome.exitCode == 0, "\(outcome.error)")
    let table = try JSONDecoder().decode(Table.self, from: Data(outcome.output.utf8))
    #expect(table.of == "step" && table.layers.count == 4 && table.convolutions.count == 4)
    // Medians of parts need not sum up to the median of the whole.
    #expect(abs(table.kinds.reduce(0) { $0 + $1.share } - 1) < 0.3)
    let convolving = table.kinds.filter { $0.kind.hasPrefix("convolution,") }.reduce(0) { $0 + $1.share }
    #expect(abs(convolving + table.notConvolutionShare - 1) < 0.1)
    for convolutions in table.convolutions {
      let ofMedians = convolutions.bareSeconds / convolutions.seconds
      #expect((0.5...2).contains(convolutions.ofBare / ofMedians))
    }
  }

  @Test(arguments: [
    (["--model", "m-net-c"], "Did you mean m-net-a?"),
    (["--model", "joint", "--batch", "3"], "is odd"),
    (["--repetitions", "0"], "--repetitions must be from 1"),
  ])
  func `a benchmark that cannot be is answered with 64 and what to do`(arguments: [String], words: String)
    throws
  {
    let program = try Program()
    defer { program.remove() }
    let outcome = try program.call(["benchmark", "step"] + arguments)
    #expect(outcome.exitCode == 64)
    #expect(outcome.error.contains(words), "\(outcome.error)")
    #expect(outcome.output.isEmpty)
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
      ill.error == "zoomin: /proc/none cannot be written, so results cannot be saved. "
        + "Start from a folder that you may write to, or set runtime.outputs.\n")
  }
}
