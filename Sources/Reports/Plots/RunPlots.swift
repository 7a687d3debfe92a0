import Foundation
import Runs
import Workbench

/// The plots of a run, each as PNG and SVG: `plots/`.
public struct RunPlots {
  /// A plot and its name, such as `roc-test`.
  public struct Plot: Sendable {
    /// The name of its files, without ending.
    public let name: String
    /// What is drawn.
    public let figure: Figure
  }

  /// What there is to draw, in the order in which it is read.
  public let plots: [Plot]

  private static let formats = ["png", "svg"]
  /// What the names of plots begin with.
  private static let kinds = ["learning", "confusion-", "roc-", "recall-"]

  /// The plots of some results.
  ///
  /// - Parameters:
  ///   - name: the name of the experiment.
  ///   - log: the updates of training, in order.
  ///   - evaluation: the results on held-out pictures; of earlier versions it lacks curves, which are not drawn.
  ///   - splits: the splits to draw, in order.
  ///   - head: what decides the grades, such as `y`.
  public init(
    of name: String, log: [TrainingLog.Line], evaluation: Evaluation, splits: [String], decidedBy head: String
  ) {
    var plots: [Plot] = []
    func add(_ name: String, _ figure: Figure?) {
      if let figure { plots.append(Plot(name: name, figure: figure)) }
    }
    add("learning", LearningPlot(title: "Training of \(name)", log)?.figure)
    for split in splits {
      guard let measures = evaluation.splits[split] else { continue }
      add(
        "confusion-\(split)",
        measures.grading[head].map { ConfusionPlot(split: split, head: head, report: $0).figure })
      add(
        "roc-\(split)",
        ROCPlot(split: split, grading: measures.grading, nuisance: measures.nuisance)?.figure)
      add("recall-\(split)", RecallPlot(split: split, lesions: measures.lesions)?.figure)
    }
    self.plots = plots
  }

  /// Draws the plots into a run, and removes those of earlier results that these results no longer have.
  ///
  /// - Returns: the files.
  /// - Throws: `ImagingError` if a plot cannot be drawn; `RunsError` or `WorkbenchError` if the folder cannot be read or
  ///   written.
  public func write(to run: RunDirectory) throws -> [URL] {
    var files: [URL] = []
    for plot in plots {
      let places = Self.formats.map { run.plot(plot.name, format: $0) }
      try AtomicFile.write(plot.figure.raster().png(), to: places[0])
      try AtomicFile.write(plot.figure.svg(), to: places[1])
      files += places
    }
    for old in try run.allPlots() where !files.contains(old) && Self.isPlot(old) {
      try FileManager.default.removeItem(at: old)
    }
    return files
  }

  private static func isPlot(_ file: URL) -> Bool {
    formats.contains(file.pathExtension) && kinds.contains { file.lastPathComponent.hasPrefix($0) }
  }
}
