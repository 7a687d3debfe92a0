import Foundation
import Pipeline
import Runs
import Scoring
import Workbench

extension RunCard: CommandResult {
  /// The run on one screen; sections without content are left out.
  var text: String {
    var sections = [heading]
    sections.append(section("Stages", [stages.map(Self.text(of:)).joined(separator: ", ")]))
    if let settings {
      var table = TextTable([("", .left), ("", .left), ("", .left)])
      for setting in settings {
        let standard = setting.values.last ?? ""
        table.append([
          setting.key, setting.values.first ?? "",
          standard.isEmpty ? "(this version has no such key)" : "(default \(standard))",
        ])
      }
      sections.append(section("Settings that are not the default", Array(table.lines.dropFirst())))
    }
    sections.append(section("Pictures", pictureLines))
    sections.append(section("Program", programLines))
    sections.append(section("Figures", figureLines))
    sections.append(section("Clusterings", clusteringLines))
    sections.append(section("Open", files))
    sections.append(section("Cannot be read", faults))
    return sections.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  // MARK: -

  private var heading: String {
    var state = run.stageClause.map { "\(run.state.rawValue) \($0)" } ?? run.state.rawValue
    if let host = run.host { state += ", on \(host)" }
    if let started = run.started { state += ", last started \(started)" }
    var lines = ["\(run.experiment)/\(run.id): \(state)", run.run]
    if let network = run.network {
      lines.append("Its pictures are read with the network of the run \(network).")
    }
    if let message = run.message { lines.append(Sentence.printable(message)) }
    return lines.joined(separator: "\n")
  }

  private func section(_ title: String, _ lines: [String]) -> String {
    let filled = lines.filter { !$0.isEmpty }
    return filled.isEmpty ? "" : ([title] + filled.map { "  \($0)" }).joined(separator: "\n")
  }

  private static func text(of stage: Stage) -> String {
    let time = stage.seconds.map { " \(StageProgress.duration($0))" } ?? ""
    return stage.state == "done" ? "\(stage.name)\(time)" : "\(stage.name) \(stage.state)"
  }

  private var pictureLines: [String] {
    var lines: [String] = []
    if let dataSource {
      lines.append("from \(dataSource)" + (dataRoot.map { $0 == "null" ? "" : " in \($0)" } ?? ""))
    }
    if let pictures {
      let order = ["train", "validation", "test", "shifted"]
      let names = pictures.splits.keys.sorted {
        (order.firstIndex(of: $0) ?? .max, $0) < (order.firstIndex(of: $1) ?? .max, $1)
      }
      let counts = names.map { "\($0) \(Counted.text(pictures.splits[$0] ?? 0))" }
      let skipped = pictures.skipped == 0 ? "" : ", skipped \(Counted.text(pictures.skipped))"
      lines.append(counts.joined(separator: ", ") + skipped)
    }
    return lines
  }

  private var programLines: [String] {
    guard let provenance else { return [] }
    let libraries = provenance.libraries.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return [
      "zoomin \(provenance.programVersion) on \(provenance.host), \(provenance.system)",
      "\(Counted.text(provenance.threadCount, "thread")) of \(Counted.text(provenance.coreCount, "core")), "
        + "\(Counted.text(provenance.laneCount, "lane")), \(provenance.precision)",
      libraries.joined(separator: ", "),
    ]
  }

  private var figureLines: [String] {
    var table = TextTable(
      [("split", .left), ("pictures", .right)] + KeyMeasure.allCases.map { ($0.title, .left) })
    for (name, figures) in splits.sorted(by: { $0.key < $1.key }) {
      table.append(
        [name, Counted.text(figures.pictureCount)]
          + KeyMeasure.allCases.map { FigureText.prose($0.estimate(in: figures)) })
    }
    return splits.isEmpty ? [] : table.lines
  }

  private var clusteringLines: [String] {
    var table = TextTable([
      ("id", .left), ("clusters", .right), ("rows", .right), ("preference", .left), ("candidates", .right),
      ("", .left),
    ])
    for clustering in clusterings {
      let remarks = [
        clustering.current.map { "last of \($0)" }, clustering.converged ? nil : "NOT converged",
      ]
      table.append([
        clustering.id, Counted.text(clustering.clusterCount), Counted.text(clustering.rowCount),
        clustering.preference ?? "", clustering.candidateCount.map { "\($0)" } ?? "",
        remarks.compactMap(\.self).joined(separator: ", "),
      ])
    }
    return clusterings.isEmpty ? [] : table.lines
  }
}

extension FigureText {
  /// The value with its interval: `0.857 (0.849 to 0.865)`; empty if it was not measured or is undefined.
  static func prose(_ estimate: Estimate?) -> String {
    guard let estimate, let value = estimate.value else { return "" }
    guard let interval = estimate.interval else { return number(value) }
    return "\(number(value)) (\(number(interval.low)) to \(number(interval.high)))"
  }
}
