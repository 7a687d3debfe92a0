import Foundation
import Runs
import Workbench

/// The content of `report.html`, as its template reads it: stored properties only.
struct ReportPage {
  /// A name and what it is.
  struct Fact {
    let name: String
    let value: String
  }

  /// A key that differs from its default.
  struct Change {
    let path: String
    let value: String
    let fallback: String
  }

  /// The measures on the validation pictures after an epoch.
  struct Validation {
    let phase: String
    let epoch: Int
    let loss: String
    let kappa: String
    let area: String
  }

  let style: String
  let title: String
  let runID: String
  let description: String?
  let isPseudonymised: Bool
  let facts: [Fact]
  let shortcomings: [String]
  let learning: [ReportPlot]
  let validations: [Validation]
  let grading: [ReportGrading]
  let lesions: [ReportLesions]
  let panels: [ReportPanels.Panel]
  let panelsLeftOut: String?
  let clusterings: [ReportClusters]
  let changes: [Change]
  /// Every key, as YAML.
  let configuration: String
  let provenance: [Fact]
  let timings: [Fact]

  /// The page of a run.
  ///
  /// - Throws: errors of the records, plots, tiles and panels that it shows.
  init(_ source: ReportSource) throws {
    let run = source.run
    let evaluation = try Evaluation.readIfPresent(from: run) ?? Evaluation()
    let provenance = try Provenance.readIfPresent(from: run)
    let drawn = try Self.plots(source, evaluation)
    func plots(_ names: String...) -> [ReportPlot] { names.compactMap { drawn[$0] } }
    style = String(decoding: PackageResources.report_css, as: UTF8.self)
    title = source.name
    runID = run.url.lastPathComponent
    description = source.description
    isPseudonymised = source.configuration.pseudonymises
    shortcomings = try Shortcomings(source, evaluation, provenance).sentences
    learning = plots("learning")
    validations = try Self.validations(of: run)
    let splits = Self.order(of: source.splits)
    grading = splits.compactMap { split in
      evaluation.splits[split].flatMap {
        ReportGrading(
          split, $0, decidedBy: source.decidingHead, plots: plots("confusion-\(split)", "roc-\(split)"))
      }
    }
    lesions = splits.compactMap { split in
      evaluation.splits[split].flatMap { ReportLesions(split, $0, plots: plots("recall-\(split)")) }
    }
    let attention = try ReportPanels(of: source.mined, in: run, source.configuration)
    (panels, panelsLeftOut) = (attention.panels, attention.leftOut)
    clusterings = try source.clusterings.map {
      try ReportClusters($0, limit: source.configuration.clusterCount)
    }
    facts = Self.facts(source, evaluation, clusterings)
    let shown = source.configuration.pseudonymises ? source.settings.map(\.withoutFolders) : source.settings
    changes = shown.filter { $0.value != $0.fallback }.map {
      Change(path: "\($0.section).\($0.name)", value: $0.value, fallback: $0.fallback)
    }
    configuration = Self.yaml(shown)
    let isPseudonymised = source.configuration.pseudonymises
    self.provenance = provenance.map { Self.facts($0, isPseudonymised: isPseudonymised) } ?? []
    timings = try StageTiming.readIfPresent(from: run).map(Self.facts) ?? []
  }

  // MARK: -

  private static func plots(
    _ source: ReportSource, _ evaluation: Evaluation
  ) throws -> [String: ReportPlot] {
    let plots = RunPlots(
      of: source.name, log: try TrainingLog.lines(of: source.run), evaluation: evaluation,
      splits: source.splits, decidedBy: source.decidingHead
    ).plots
    return Dictionary(uniqueKeysWithValues: try plots.map { ($0.name, try ReportPlot($0)) })
  }

  private static func validations(of run: RunDirectory) throws -> [Validation] {
    (try ValidationTable.readIfPresent(from: run)?.rows ?? []).map { row in
      Validation(
        phase: row.phase, epoch: row.epoch + 1, loss: ReportWords.figure(row.loss),
        kappa: ReportWords.figure(row.kappa), area: ReportWords.figure(row.referableAUC))
    }
  }

  private static func facts(
    _ source: ReportSource, _ evaluation: Evaluation, _ clusterings: [ReportClusters]
  ) -> [Fact] {
    var facts: [Fact] = []
    if !source.pictureCounts.isEmpty {
      let counts = source.pictureCounts.map { "\($0.split) \(Counted.text($0.count))" }
      facts.append(Fact(name: "Pictures", value: counts.joined(separator: ", ")))
    }
    let order = order(of: source.splits)
    if let split = order.first(where: { evaluation.splits[$0]?.grading[source.decidingHead] != nil }),
      let report = evaluation.splits[split]?.grading[source.decidingHead]
    {
      facts.append(
        Fact(name: "Quadratic kappa, \(split) split", value: ReportWords.estimate(report.kappa)))
      facts.append(
        Fact(name: "Referable AUC, \(split) split", value: ReportWords.estimate(report.referableAUC)))
    }
    if let split = order.first(where: { evaluation.splits[$0]?.lesions["window"] != nil }),
      let report = evaluation.splits[split]?.lesions["window"]
    {
      facts.append(
        Fact(name: "Lesions found, \(split) split", value: ReportWords.estimate(report.pooled)))
    }
    facts += zip(source.clusterings, clusterings).map { clustering, shown in
      Fact(
        name: shown.title,
        value:
          "\(Counted.text(clustering.stored.record.clusterCount)), of which \(Counted.text(shown.candidates.count)) "
          + (shown.candidates.count == 1 ? "is a candidate" : "are candidates"))
    }
    return facts
  }

  /// The test split first, because it says most.
  private static func order(of splits: [String]) -> [String] {
    splits.filter { $0 == "test" } + splits.filter { $0 != "test" }
  }

  private static func yaml(_ settings: [ReportSource.Setting]) -> String {
    var text = ""
    var section: String?
    for setting in settings {
      if setting.section != section {
        text += "\(section == nil ? "" : "\n")\(setting.section):\n"
        section = setting.section
      }
      text += "  \(setting.name): \(setting.value)\n"
    }
    return text
  }

  private static func facts(_ provenance: Provenance, isPseudonymised: Bool) -> [Fact] {
    let libraries = provenance.libraries.sorted { $0.key < $1.key }.map { "\($0) \($1)" }
    var facts = [
      Fact(name: "Program", value: "zoomin \(provenance.programVersion)"),
      Fact(name: "Last started", value: provenance.started),
    ]
    if !isPseudonymised {
      facts.append(
        Fact(name: "Command", value: provenance.command.map(ShellWord.quoted).joined(separator: " ")))
      facts.append(Fact(name: "Host", value: provenance.host))
    }
    return facts + [
      Fact(name: "System", value: provenance.system),
      Fact(
        name: "Machine",
        value: "\(Counted.text(provenance.coreCount, "core")), "
          + String(format: "%.1f GiB of memory", Double(provenance.memoryBytes) / ResourceBudget.gigabyte)),
      Fact(
        name: "Computed with",
        value:
          "\(Counted.text(provenance.threadCount, "thread")), \(Counted.text(provenance.laneCount, "lane")), "
          + provenance.precision),
      Fact(name: "Libraries", value: libraries.joined(separator: ", ")),
    ]
  }

  private static func facts(_ timing: StageTiming) -> [Fact] {
    let place = Dictionary(uniqueKeysWithValues: StageName.allCases.enumerated().map { ($1.rawValue, $0) })
    // Stages that are repeated for several rows are recorded as `cluster-spots` and the like.
    func order(_ record: String) -> Int {
      place[record] ?? place.filter { record.hasPrefix($0.key) }.max { $0.key.count < $1.key.count }?.value
        ?? place.count
    }
    return timing.seconds.sorted { (order($0.key), $0.key) < (order($1.key), $1.key) }.map {
      Fact(name: $0.key, value: String(format: "%.1f s", $0.value))
    }
  }
}

extension ReportSource.Setting {
  /// The setting without the folders of absolute paths, which may name people.
  fileprivate var withoutFolders: Self {
    Self(
      section: section, name: name,
      value: value.replacingOccurrences(
        of: #"(?<![A-Za-z0-9_.…])/(?:[^/"\],]+/)+"#, with: "…/", options: .regularExpression),
      fallback: fallback)
  }
}
