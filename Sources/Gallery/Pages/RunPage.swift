import Discovery
import Foundation
import Runs
import Workbench

/// A run: its state, its clusterings, its figures, how training went, its configuration.
struct RunPage: Page {
  /// A clustering in the list.
  struct Clustering {
    let id: String
    let url: String
    let title: String
    let facts: String
    let fault: String?
  }

  /// The figures of one split.
  struct Figures {
    let split: String
    let pictures: String
    let kappa: String
    let auc: String
    let margin: String
    let recall: String
  }

  /// One loss over training.
  struct TrainingCurve {
    let title: String
    let facts: String
    let svg: String
  }

  static let template = "run"
  let frame: Frame
  let experiment: String
  let id: String
  let state: String
  let stateClass: String
  let stage: String?
  let updated: String?
  let message: String?
  let faults: [String]
  let clusterings: [Clustering]
  let figures: [Figures]
  let curves: [TrainingCurve]
  let summary: String?
  let configuration: String

  let hasFigures: Bool
  let hasCurves: Bool

  /// Reads what the run has so far. A record that cannot be read is named with its reason; the rest is shown.
  init(_ entry: RunEntry, _ viewing: Viewing, curves read: () throws -> [Curve]) {
    let isUnderWay = entry.status?.state == .running || entry.status?.state == .queued
    frame = Frame("\(entry.experiment) \(entry.id)", refresh: isUnderWay ? 5 : nil, viewing)
    experiment = entry.experiment
    id = entry.id
    state = entry.status?.state.rawValue ?? "unknown"
    stateClass = entry.status?.state.rawValue ?? ""
    stage = entry.status?.stage
    updated = entry.status?.updated
    message = entry.status?.message
    var faults = entry.faults.map(\.message)
    func trying<Value>(_ work: () throws -> Value?) -> Value? {
      do {
        return try work()
      } catch {
        faults.append(GalleryError(error).sentence)
        return nil
      }
    }
    clusterings = (trying { try entry.run.allClusterings() } ?? []).map { Clustering($0, of: entry) }
    figures = (trying { try entry.evaluation() }).map(Self.figures) ?? []
    curves = (trying(read) ?? []).map { TrainingCurve(title: $0.title, facts: $0.facts, svg: $0.svg) }
    hasFigures = !figures.isEmpty
    hasCurves = !curves.isEmpty
    summary = viewing.isBlind ? nil : trying { try RunSummary.readIfPresent(from: entry.run)?.text }
    configuration = trying { try ResolvedExperiment.readIfPresent(from: entry.run)?.text } ?? ""
    self.faults = faults
  }

  private static func figures(_ evaluation: Evaluation) -> [Figures] {
    evaluation.splits.sorted { $0.key < $1.key }.compactMap { name, split in
      guard let combined = split.grading["y"] else { return nil }
      return Figures(
        split: name, pictures: Words.grouped(combined.pictureCount), kappa: Words.estimate(combined.kappa),
        auc: Words.estimate(combined.referableAUC), margin: Words.estimate(split.margin?.kappa),
        recall: Words.estimate(split.lesions["window"]?.pooled))
    }
  }
}

extension RunPage.Clustering {
  init(_ folder: URL, of entry: RunEntry) {
    id = folder.lastPathComponent
    let address = ClusteringAddress(experiment: entry.experiment, run: entry.id, clustering: id)
    url = address.path
    do {
      let record = try StoredClustering.record(at: folder)
      title = Words.counted(record.clusterCount, "cluster") + (record.kind.map { " of \($0)" } ?? "")
      let preference = record.parameters["preference"].map { ", preference \($0)" } ?? ""
      facts =
        "\(Words.counted(record.rowCount - record.leftOutCount, "region"))\(preference)"
        + (record.converged ? "" : ", did not converge") + ", \(id)"
      fault = nil
    } catch {
      (title, facts) = (id, "")
      fault = GalleryError(error).sentence
    }
  }
}

extension ClusteringRecord {
  /// `dark spots`, `bright spots`; nil where polarity was not asked for.
  var kind: String? {
    guard let polarity = parameters["polarity"], polarity != "both" else { return nil }
    return "\(polarity) spots"
  }
}
