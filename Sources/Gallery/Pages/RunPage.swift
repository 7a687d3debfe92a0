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

  static let template = "run"
  let frame: Frame
  let experiment: String
  let id: String
  let state: String
  let stage: String?
  let updated: String?
  let message: String?
  let faults: [String]
  let clusterings: [Clustering]
  let figures: [Figures]
  let curves: [Curve]
  let summary: String?
  let configuration: String
  /// Other runs to compare with, and where the form goes.
  let others: [Choice]
  let comparison: String

  /// Reads what the run has so far. A record that cannot be read is named with its reason; the rest is shown.
  init(
    _ entry: RunEntry, others: [RunEntry] = [], _ viewing: Viewing,
    record: (ClusteringAddress) throws -> ClusteringRecord
  ) {
    let isUnderWay = entry.status?.state == .running || entry.status?.state == .queued
    frame = Frame("\(entry.experiment) \(entry.id)", refresh: isUnderWay ? 5 : nil, viewing)
    comparison = "\(RunAddress(experiment: entry.experiment, run: entry.id).path)/compare"
    self.others = others.filter { ($0.experiment, $0.id) != (entry.experiment, entry.id) }.map {
      Choice(value: "\($0.experiment)/\($0.id)", name: "\($0.experiment) \($0.id)", isChosen: false)
    }
    experiment = entry.experiment
    id = entry.id
    state = entry.status?.state.rawValue ?? "unknown"
    stage = entry.status?.stageClause
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
    clusterings = (trying { try entry.run.allClusterings() } ?? []).map {
      Clustering(
        ClusteringAddress($0.lastPathComponent, of: RunAddress(experiment: entry.experiment, run: entry.id)),
        record)
    }
    figures = (trying { try entry.evaluation() }).map(Self.figures) ?? []
    curves = trying { Curve.all(try TrainingLog.lines(of: entry.run)) } ?? []
    summary = viewing.isBlind ? nil : trying { try RunSummary.readIfPresent(from: entry.run)?.text }
    configuration = trying { try ResolvedExperiment.readIfPresent(from: entry.run)?.text } ?? ""
    self.faults = faults
  }

  private static func figures(_ evaluation: Evaluation) -> [Figures] {
    evaluation.splits.sorted { $0.key < $1.key }.compactMap { name, split in
      guard let combined = split.grading["y"] else { return nil }
      return Figures(
        split: name, pictures: Counted.text(combined.pictureCount), kappa: Words.estimate(combined.kappa),
        auc: Words.estimate(combined.referableAUC), margin: Words.estimate(split.margin?.kappa),
        recall: Words.estimate(split.lesions["window"]?.pooled))
    }
  }
}

extension RunPage.Clustering {
  init(_ address: ClusteringAddress, _ read: (ClusteringAddress) throws -> ClusteringRecord) {
    id = address.clustering
    url = address.path
    do {
      let record = try read(address)
      title = Counted.text(record.clusterCount, "cluster") + (record.kind.map { " of \($0)" } ?? "")
      let preference = record.parameters["preference"].map { ", preference \($0)" } ?? ""
      facts =
        "\(Counted.text(record.rowCount - record.leftOutCount, "region"))\(preference)"
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
