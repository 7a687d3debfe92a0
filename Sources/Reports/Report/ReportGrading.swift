import Runs
import Scoring
import Workbench

/// The grades of one split on the page: a table of heads, and plots.
struct ReportGrading {
  /// A row of the table.
  struct Row {
    let head: String
    let kappa: String
    let area: String
    let accuracy: String
    let sensitivity: String
    let specificity: String
    /// The published kappa with the system's name; a dash for none.
    let published: String
    let isDeciding: Bool
  }

  /// The answers of a support vector machine on the probabilities.
  struct Machine {
    let question: String
    let method: String
    let area: String
    let accuracy: String
    let sensitivity: String
    let published: String
  }

  let split: String
  let facts: String
  let rows: [Row]
  /// The nuisance baseline and the margin over it, in a sentence; nil without one.
  let nuisance: String?
  let machines: [Machine]
  let plots: [ReportPlot]

  /// The grades of a split; nil if none were evaluated.
  init?(_ split: String, _ measures: Evaluation.Split, decidedBy head: String, plots: [ReportPlot]) {
    guard let deciding = measures.grading[head] else { return nil }
    self.split = split
    self.plots = plots
    let counts = deciding.gradeCounts.enumerated().map { "\(Counted.text($1)) of grade \($0)" }
    facts =
      "\(Counted.text(deciding.pictureCount, "picture")) of \(Counted.text(deciding.patientCount, "patient")): "
      + "\(ReportWords.list(counts))."
    let heads = measures.grading.keys
    rows = HeadNames.ordered(heads).compactMap { name in
      measures.grading[name].map { report in
        let system = PublishedFigures.system(of: name, among: heads)
        let published = system.flatMap { system in
          system.kappa[split].map { "\(ReportWords.figure($0)) (\(system.name))" }
        }
        return Row(
          head: HeadNames.text(name), kappa: ReportWords.estimate(report.kappa),
          area: ReportWords.estimate(report.referableAUC), accuracy: ReportWords.estimate(report.accuracy),
          sensitivity: ReportWords.estimate(report.referableSensitivityAtSpecificity90),
          specificity: ReportWords.estimate(report.referableROC?.specificityAtSensitivity90),
          published: published ?? "–", isDeciding: name == head)
      }
    }
    nuisance = measures.nuisance.flatMap { nuisance in
      measures.margin.map { margin in
        "By nuisance measurements alone (size, sharpness, colour and the like, without the retina's content): kappa "
          + "\(ReportWords.estimate(nuisance.kappa)), AUC \(ReportWords.estimate(nuisance.referableAUC)). The network's "
          + "margin over that: kappa \(ReportWords.estimate(margin.kappa)), AUC "
          + "\(ReportWords.estimate(margin.referableAUC))."
      }
    }
    machines = (measures.supportVectors ?? [:]).sorted { $0.key > $1.key }.map { question, report in
      let published = PublishedFigures.messidor[question].map {
        "AUC \(ReportWords.figure($0.areaUnderCurve)), accuracy \(ReportWords.figure($0.accuracy)), sensitivity "
          + ReportWords.figure($0.sensitivityAtSpecificity50)
      }
      return Machine(
        question: question, method: report.foldCount.map { "\($0) folds" } ?? "training pictures",
        area: ReportWords.estimate(report.areaUnderCurve), accuracy: ReportWords.estimate(report.accuracy),
        sensitivity: ReportWords.estimate(report.sensitivityAtSpecificity50), published: published ?? "–")
    }
  }
}

/// A drawing on the page.
struct ReportPlot {
  /// What it shows, for readers who cannot see it.
  let title: String
  /// Its bytes as an address.
  let source: String

  /// A plot of the run.
  init(_ plot: RunPlots.Plot) throws {
    title = plot.figure.title
    source = DataURI.svg(try plot.figure.svg())
  }
}
