import Discovery
import FeatureStore
import Runs
import Settings

/// Rows that a run clusters by themselves, with a clustering, a judgement and mosaics of their own.
public enum ClusteredRows: String, Hashable, Sendable, CaseIterable {
  /// Every region around a peak of the attention.
  case cells
  /// Every spot.
  case spots
  /// The spots that are darker than their surroundings.
  case darkSpots = "dark-spots"
  /// The spots that are brighter than their surroundings.
  case brightSpots = "bright-spots"

  /// What is clustered in a run of an experiment.
  static func of(_ experiment: Experiment) -> [ClusteredRows] {
    experiment.mine.units.sorted { $0.rawValue < $1.rawValue }.flatMap { unit -> [ClusteredRows] in
      switch (unit, experiment.selection.polarity) {
      case (.cell, _): [.cells]
      case (.spot, .dark): [.darkSpots]
      case (.spot, .bright): [.brightSpots]
      case (.spot, .both): experiment.spots.separatesPolarities ? [.darkSpots, .brightSpots] : [.spots]
      }
    }
  }

  /// The unit of the rows.
  var unit: MinedUnit { self == .cells ? .cell : .spot }

  /// The name of a stage's record for these rows: the stage's own for cells, as in runs of earlier versions.
  public func record(of stage: String) -> String { self == .cells ? stage : "\(stage)-\(rawValue)" }

  /// The selection of an experiment, of these rows only.
  func selection(_ selection: RowSelection) -> RowSelection {
    var selection = selection
    selection.polarity =
      switch self {
      case .cells, .spots: .both
      case .darkSpots: .dark
      case .brightSpots: .bright
      }
    return selection
  }

  /// In a sentence: "spots that are darker than their surroundings".
  var text: String {
    switch self {
    case .cells: "regions around peaks of the attention"
    case .spots: "spots"
    case .darkSpots: "dark spots"
    case .brightSpots: "bright spots"
    }
  }
}
