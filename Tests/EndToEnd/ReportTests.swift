import Foundation
import Testing
import TestSupport

/// `report.html` of a real run, and the verb that makes it again.
@Suite(.withProgram)
struct ReportTests {
  @Test func `a run ends with a page that names nobody, and the verb makes others`() throws {
    let program = try Program()
    defer { program.remove() }
    let yaml = try program.write(smallExperiment, as: "small.yaml")
    let outcome = try program.call("run", yaml)
    try #require(outcome.exitCode == 0, "\(outcome.error)")
    let run = try #require(outcome.output.split(separator: "\n").last.map(String.init))

    let page = try Self.words(program, "\(run)/report.html")
    let names = try Self.pictureNames(program, "\(run)/predictions/test.csv")
    #expect(names.count > 4)
    for name in names { #expect(!page.contains(name), "\(name)") }
    #expect(!page.contains(program.folder.path), "no folder of this machine")
    for heading in [
      "What falls short", "Grades, test split", "Where the network looks", "Training", "How it was made",
    ] {
      #expect(page.contains(">\(heading)</h2>"), "\(heading)")
    }
    #expect(page.contains("The photographs were drawn by the program."))
    #expect(page.contains("<h4>Cluster 0"))
    #expect(page.contains("<code>model.preset</code></th><td><code>testing</code>"))
    #expect(page.components(separatedBy: "class=\"tiles\"").count > 1)
    #expect(page.components(separatedBy: "class=\"panel\"").count == 1 + 2)
    #expect(try #require(program.bytes("\(run)/report.html")).count < 4_000_000)

    let plain = try program.call(
      "report", run, "--out", "plain.html", "report.pseudonymise=false", "report.clusters=1")
    #expect(plain.exitCode == 0 && plain.output == "\(program.folder.path)/plain.html\n", "\(plain.error)")
    let words = try Self.words(program, "plain.html")
    #expect(names.contains { words.contains("<figcaption>\($0),") }, "panels have the names of pictures")
    #expect(words.contains(program.folder.path))
    #expect(words.components(separatedBy: "<h4>Cluster").count == 2 && words.contains("left out here"))
    #expect(try Self.words(program, "\(run)/report.html") == page, "the run's own page is as it was")

    // A page with other keys in the run is replaced by the run's own at its next start.
    let other = try program.call("report", run, "report.panels=0", "--json")
    #expect(other.output == "{\"report\":\"\(run)/report.html\",\"schemaVersion\":1}\n", "\(other.error)")
    #expect(try !Self.words(program, "\(run)/report.html").contains("class=\"panel\""))
    let again = try program.call("run", yaml)
    #expect(again.error.contains("mosaic: done before") && again.error.contains("report: done in"))
    #expect(try Self.words(program, "\(run)/report.html").contains("class=\"panel\""))
  }

  @Test func `what is no run, and keys of other sections, are refused in a sentence`() throws {
    let program = try Program()
    defer { program.remove() }
    let none = try program.call("report", "nowhere")
    #expect(
      none.exitCode == 66 && none.error.contains("nowhere: is neither the folder of a run nor"),
      "\(none.error)")
    let yaml = "runs/a/b/experiment.yaml"
    try FileManager.default.createDirectory(
      at: program.folder.appendingPathComponent("runs/a/b"), withIntermediateDirectories: true)
    _ = try program.write("experiment:\n  name: unfinished\n", as: yaml)
    let wrong = try program.call("report", "runs/a/b", "cluster.damping=0.8")
    #expect(
      wrong.exitCode == 78 && wrong.error.contains("cluster.damping: is not a key of the report"),
      "\(wrong.error)")
    let early = try program.call("report", "runs/a/b", "--out", "early.html")
    #expect(early.exitCode == 0, "\(early.error)")
    #expect(try Self.words(program, "early.html").contains("<h1>unfinished <code>b</code></h1>"))
  }

  /// The page without the bytes of its pictures.
  private static func words(_ program: Program, _ path: String) throws -> String {
    let bytes = try #require(program.bytes(path))
    return String(decoding: bytes, as: UTF8.self).replacing(/base64,[A-Za-z0-9+\/=]+/, with: "base64")
  }

  /// The first column of a table of predictions.
  private static func pictureNames(_ program: Program, _ path: String) throws -> [String] {
    let bytes = try #require(program.bytes(path))
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst().compactMap {
      $0.split(separator: ",").first.map(String.init)
    }
  }
}
