import Foundation
import Runs
import Scoring
import Testing
import TestSupport

@testable import Reports

@Suite struct RunReportTests {
  private let folder: TemporaryFolder
  private var run: RunDirectory { RunDirectory(folder["outputs/study/0123456789ab"]) }

  init() throws { folder = try TemporaryFolder() }

  private func source() -> ReportSource {
    var source = ReportSource(
      run: run, name: "study <1>", configuration: ReportConfiguration(), decidingHead: "y")
    source.splits = ["validation", "test"]
    source.settings = [
      ReportSource.Setting(section: "data", name: "root", value: "/home/Ann Smith/eyes", fallback: "null"),
      ReportSource.Setting(section: "data", name: "source", value: "table", fallback: "table"),
      ReportSource.Setting(
        section: "data", name: "lesion_tables", value: #"[/a/b/one.csv, "/a/two folders/two.csv"]"#,
        fallback: "[]"),
      ReportSource.Setting(section: "runtime", name: "outputs", value: "some/outputs", fallback: "outputs"),
    ]
    return source
  }

  /// The page without the bytes of its pictures.
  private func words(_ source: ReportSource) throws -> String {
    try RunReport(source).html.replacing(/base64,[A-Za-z0-9+\/=]+/, with: "base64")
  }

  private func writeResults() throws {
    try SampleResults.evaluation().write(to: run)
    let log = try TrainingLog(
      run, phases: ["m-net", "a-net", "zoom-in-net"], resuming: "m-net", updateCount: 0)
    for line in SampleResults.log().filter({ $0.update <= 20 }) { try log.append(line) }
    try ValidationTable([
      ValidationTable.Row(phase: "m-net", epoch: 0, update: 10, loss: 1.25, kappa: nil, referableAUC: 0.5)
    ]).write(to: run)
    try StageTiming(seconds: ["train-m-net": 3, "prepare": 1.5, "cluster-spots": 2]).write(to: run)
    try Provenance(
      libraries: ["oneDNN": "3.1"], laneCount: 2, threadCount: 4, precision: "f32"
    ).write(to: run)
  }

  @Test func `every figure of an evaluation stands beside its interval and the published one`() throws {
    try writeResults()
    let page = try words(source())
    let grading = try #require(try SampleResults.evaluation().splits["test"]?.grading)
    for (head, system) in [("y", "0.849 (Zoom-in-Net)"), ("y_m", "0.825 (M-Net)"), ("y_a", "–")] {
      let report = try #require(grading[head])
      let row =
        "<td>\(report.kappa.prose)</td><td>\(report.referableAUC.prose)</td><td>\(report.accuracy.prose)</td>"
      #expect(page.contains(row), "\(head)")
      #expect(page.contains("<td class=\"published\">\(system)</td>"), "\(head)")
    }
    let recall = try #require(try SampleResults.evaluation().splits["test"]?.lesions["window"])
    #expect(page.contains("<td>\(recall.pooled.prose)</td><td>\(recall.perPerson.prose)</td>"))
    #expect(page.contains("<td>1</td><td>1.250</td><td>–</td><td>0.500</td>"), "the epoch is counted from 1")
    #expect(page.components(separatedBy: "data:image/svg+xml;base64").count == 1 + 4, "four plots")
    #expect(page.contains("study &lt;1&gt;") && !page.contains("study <1>"))
    #expect(page.contains("Research use only"))
    let order = ["prepare", "train-m-net", "cluster-spots"].map {
      page.range(of: "<th scope=\"row\">\($0)</th>")?.lowerBound
    }
    #expect(order.allSatisfy { $0 != nil } && order.compactMap { $0 } == order.compactMap { $0 }.sorted())
  }

  @Test func `the page asks for no other file, no script and no network`() throws {
    try writeResults()
    let page = try words(source())
    for match in page.matches(of: /(?:src|href)="([^"]*)"/) {
      let address = String(match.output.1)
      #expect(
        address.hasPrefix("data:") || address.hasPrefix("https://doi.org/"), "\(address)")
    }
    #expect(!page.contains("<script") && !page.contains("@import") && !page.contains("url("))
    #expect(page.contains("default-src 'none'"))
  }

  @Test func `folders, command and host are left out, and shown where that is asked for`() throws {
    try writeResults()
    let host = try Provenance.read(from: run).host
    var source = source()
    let page = try words(source)
    for name in [
      "Smith", "/a/", "two folders", "<th scope=\"row\">Host</th>", "<th scope=\"row\">Command</th>",
    ] {
      #expect(!page.contains(name), "\(name)")
    }
    #expect(page.contains("root: …/eyes\n") && page.contains("outputs: some/outputs\n"))
    #expect(page.contains("lesion_tables: […/one.csv, &quot;…/two.csv&quot;]\n"))
    source.configuration.pseudonymises = false
    let plain = try words(source)
    #expect(plain.contains("/home/Ann Smith/eyes") && plain.contains("<td>\(host)</td>"))
  }

  @Test func `only keys that differ from their defaults are in the table of keys`() throws {
    let page = try words(source())
    #expect(page.contains("<code>data.root</code>") && !page.contains("<code>data.source</code>"))
    #expect(page.contains("source: table\n"), "all of them are in the whole configuration")
  }

  @Test func `a run that has done nothing yet has a page that says so`() throws {
    var source = source()
    source.status = RunStatus(.interrupted, stage: "train-m-net")
    let page = try words(source)
    #expect(page.contains("The run is not finished (interrupted in train-m-net)"))
    source.status = RunStatus(.partial, stage: "mine")
    #expect(try words(source).contains("The run is not finished (partial after mine)"))
    #expect(page.contains("nothing is known of the grading"))
    #expect(!page.contains("<h2>Grades") && !page.contains("id=\"training\"") && !page.contains("<img"))
  }

  @Test func `figures that a network without knowledge reaches too are named`() throws {
    var evaluation = Evaluation()
    var split = Evaluation.Split()
    let (blind, skilled) = (
      try SampleResults.predictions(0, seed: 1), try SampleResults.predictions(0.9, seed: 2)
    )
    split.grading["y"] = blind.report(draws: 60, seed: 1)
    split.nuisance = skilled.report(draws: 60, seed: 1)
    split.margin = blind.comparison(with: skilled, draws: 60, seed: 1)
    evaluation.splits["test"] = split
    func sentences() throws -> String {
      try Shortcomings(source(), evaluation, nil).sentences.joined(separator: "\n")
    }
    let found = try sentences()
    #expect(found.contains("no better than chance") && found.contains("not told from others"))
    #expect(found.contains("from nuisance measurements alone"))
    #expect(!found.contains("can move every figure"), "there are 80 patients")

    split.grading["y"] = skilled.report(draws: 60, seed: 1)
    split.margin = skilled.comparison(with: blind, draws: 60, seed: 1)
    evaluation.splits["test"] = split
    #expect(try sentences() == "")

    var drawn = source()
    drawn.isDrawn = true
    drawn.skippedCount = 1
    let sentences = try Shortcomings(drawn, evaluation, nil).sentences
    #expect(
      sentences.count == 2 && sentences[0].contains("were drawn") && sentences[1].contains("is in no figure"))
  }

  @Test func `a grade that is never predicted is named`() throws {
    var evaluation = Evaluation()
    evaluation.splits["test"] = Evaluation.Split()
    let grades = (0..<400).map { $0 % 5 }
    let report = try GradePredictions(
      probabilities: grades.flatMap { grade in (0..<5).map { Float($0 == min(grade, 2) ? 0.6 : 0.1) } },
      grades: grades, patients: grades.indices.map { "\($0 / 2)" }
    ).report(draws: 20, seed: 1)
    evaluation.splits["test"]?.grading["y"] = report
    #expect(
      try Shortcomings(source(), evaluation, nil).sentences == [
        "On the test split grades 3 and 4 are never predicted, although there are such pictures."
      ])
  }

  @Test func `published figures are those of the article on the paper`() throws {
    let article = SourceTree.root.appendingPathComponent("Sources/zoomin/Zoomin.docc/Paper.md")
    let rows = try String(contentsOf: article, encoding: .utf8).split(separator: "\n")
    func expect(_ name: String, _ values: [Double]) {
      let cells = rows.map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
      #expect(
        cells.contains { $0.first == name && $0.dropFirst().map { Double("0\($0)") } == values },
        "\(name): \(values)")
    }
    for system in [PublishedFigures.mNet, PublishedFigures.attended, PublishedFigures.whole] {
      expect(system.name, ["validation", "test"].compactMap { system.kappa[$0] })
    }
    for (question, name) in [("referable", "referable"), ("abnormal", "normal against the rest")] {
      let figures = try #require(PublishedFigures.messidor[question])
      expect(
        "Zoom-in-Net, \(name)",
        [figures.areaUnderCurve, figures.accuracy, figures.sensitivityAtSpecificity50])
    }
    expect("Zoom-in-Net", [PublishedFigures.lesions.byBox, PublishedFigures.lesions.byPerson])
  }
}
