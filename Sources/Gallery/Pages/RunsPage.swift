import Runs
import Workbench

/// The list of runs.
struct RunsPage: Page {
  /// One run.
  struct Row {
    let url: String
    let experiment: String
    let id: String
    let state: String
    let started: String
    let kappa: String
    let auc: String
    let clusterings: String
    let fault: String?
  }

  static let template = "runs"
  let frame: Frame
  let folder: String
  let runs: [Row]
  /// Folders that cannot be read, each with the reason.
  let faults: [String]

  let count: String
  /// Sweeps of clusterings.
  let sweeps: [Frame.Crumb]

  /// The runs, those that started last first.
  init(_ entries: [RunEntry], sweeps: [String], faults: [String], folder: String, _ viewing: Viewing) {
    frame = Frame(ofRuns: viewing)
    self.folder = folder
    runs = entries.sorted { ($0.started ?? "", $0.id) > ($1.started ?? "", $1.id) }.map(Row.init)
    count = Counted.text(runs.count, "run")
    self.faults = faults
    self.sweeps = sweeps.map { Frame.Crumb(name: $0, url: RunAddress(sweep: $0).path) }
  }
}

extension RunsPage.Row {
  init(_ entry: RunEntry) {
    var faults = entry.faults.map(\.message)
    var figures: KeyFigures?
    var count: Int?
    do throws(RunsError) {
      figures = try entry.evaluation()?.keyFigures
      count = try entry.run.allClusterings().count
    } catch {
      faults.append(error.message)
    }
    self.init(
      url: RunAddress(experiment: entry.experiment, run: entry.id).path,
      experiment: entry.experiment, id: entry.id, state: entry.status?.state.rawValue ?? "unknown",
      started: entry.started ?? "",
      kappa: Words.estimate(figures?.kappa), auc: Words.estimate(figures?.referableAUC),
      clusterings: count.map(String.init) ?? "", fault: faults.isEmpty ? nil : faults.joined(separator: " "))
  }
}
