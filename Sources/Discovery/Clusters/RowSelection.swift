import Clustering
import FeatureStore
import Workbench

/// The selection of rows to cluster: the keys `cluster.polarity`, `cluster.thin_overlap` and `cluster.exclude`.
public struct RowSelection: Hashable, Sendable {
  /// What is left out before the rest is clustered: single regions, or whole clusters of a first clustering.
  public enum Exclusion: Hashable, Sendable {
    /// Every region that shows a known lesion or has a label. The remaining regions are unnamed.
    case known
    /// Clusters of which at least half the regions lie at the border of the retina.
    case border
    /// Clusters of which at least half the regions show the optic disc, if it is marked.
    case disc
    /// The cluster of this number in the first clustering.
    case cluster(Int)

    /// Reads `known`, `border`, `disc` or a number; nil for anything else.
    public init?(text: String) {
      switch text {
      case "known": self = .known
      case "border": self = .border
      case "disc": self = .disc
      default:
        guard let number = Int(text), number >= 0 else { return nil }
        self = .cluster(number)
      }
    }

    /// The form of that text.
    static var form: SettingForm {
      [known, border, disc].reduce(.integer(0...Int.max)) { .word($1.text, or: $0) }
    }

    /// The text in a configuration.
    public var text: String {
      switch self {
      case .known: "known"
      case .border: "border"
      case .disc: "disc"
      case .cluster(let number): "\(number)"
      }
    }
  }

  /// Which spots are clustered, in a file of spots.
  public enum Polarity: String, Hashable, Sendable, CaseIterable {
    /// Dark and bright ones together; of other files every row.
    case both
    /// Those darker than their surroundings.
    case dark
    /// Those brighter than their surroundings.
    case bright

    /// Whether a spot is left out.
    func excludes(_ spot: FeatureSpot) -> Bool {
      switch self {
      case .both: false
      case .dark: !spot.isDark
      case .bright: spot.isDark
      }
    }
  }

  /// Which spots are clustered.
  public var polarity = Polarity.both
  /// Intersection over union of two tiles of a picture above which the region of lower rank is left out; 1: none is.
  public var thinOverlap = 1.0
  /// Regions, and clusters of a first clustering, that are left out.
  public var exclusions: [Exclusion] = []

  /// All rows.
  public init() {}

  /// The given selection.
  public init(polarity: Polarity = .both, thinOverlap: Double = 1, exclusions: [Exclusion] = []) {
    self.polarity = polarity
    self.thinOverlap = thinOverlap
    self.exclusions = exclusions
  }

  /// Whether every row is clustered, once.
  public var isWhole: Bool { polarity == .both && !usesTiles }

  /// Whether tiles decide which rows are clustered.
  public var usesTiles: Bool { thinOverlap < 1 || !exclusions.isEmpty }

  /// The keys in a clustering's id and `clustering.json`; none if all rows are clustered.
  ///
  /// - Parameter labels: those on the pictures of the file; they are part of the keys if known regions are left out.
  func resolvedKeys(tileCells: Double, labels: AcceptedLabels) throws -> [(key: String, value: String)] {
    var keys = try identity()
    if exclusions.contains(.known), let key = labels.key { keys.append(("labels", key)) }
    if usesTiles { keys.append(("crop_cells", "\(tileCells)")) }
    return keys
  }
}

extension RowSelection: Configurable {
  public static let keys: [SettingKey<RowSelection>] = [
    .choice(
      "polarity", \.polarity,
      "Of a file of spots: cluster those darker than their surroundings, those brighter, or both together."
    ).asked { $0.polarity != .both },
    .number(
      "thin_overlap", \.thinOverlap, 0...1,
      "Intersection over union of two tiles of a picture above which the region of lower rank is left out; 1: none is."
    ).asked { $0.thinOverlap < 1 },
    .list(
      "exclude", \.exclusions,
      form: "a list of known, border, disc and numbers of clusters, such as [border, 3]", of: Exclusion.form,
      "What is left out before the rest is clustered: known, each region with a known lesion or a label; and of a first "
        + "clustering of the others the clusters at the border of the retina, those of the optic disc where it is marked, "
        + "or those of these numbers.",
      read: { Exclusion(text: $0) }, write: { $0.text }
    )
    .asked { !$0.exclusions.isEmpty }
    // As a set, because the order of the kinds does not matter.
    .identified { Set($0.exclusions.map(\.text)).sorted().joined(separator: " ") },
  ]
}

extension MinedRegions {
  /// The rows that thinning keeps, ascending, and for every other row the kept row that it overlaps.
  ///
  /// Within a picture, regions are considered by rank; a region whose tile overlaps a kept one by more than `overlap`
  /// is left out.
  func thinned(overlap: Double) -> (kept: [Int], coveredBy: [Int: Int]) {
    var coveredBy: [Int: Int] = [:]
    let rowsOfImage = Dictionary(grouping: regions.indices, by: { regions[$0].image })
    for rows in rowsOfImage.values {
      let byRank = rows.sorted { (regions[$0].rank, $0) < (regions[$1].rank, $1) }
      var kept: [Int] = []
      for row in byRank {
        let tile = tile(ofRow: row)
        let cover = kept.first {
          Double(self.tile(ofRow: $0).intersectionOverUnion(tile)) > overlap
        }
        if let cover { coveredBy[row] = cover } else { kept.append(row) }
      }
    }
    return (regions.indices.filter { coveredBy[$0] == nil }, coveredBy)
  }

  /// Whether the optic disc is marked on any picture.
  var hasDiscs: Bool { lesionsOfImage.contains { $0.contains { $0.type == .opticDisc } } }

  /// Whether a row's tile shows the optic disc: half of the smaller one of tile and disc lies in the other.
  func showsDisc(row: Int) -> Bool {
    let tile = tile(ofRow: row)
    return lesionsOfImage[Int(regions[row].image)].contains {
      $0.type == .opticDisc && $0.box.intersectionOverMinimum(tile) >= 0.5
    }
  }
}
