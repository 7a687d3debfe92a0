import Fundus
import Labels
import Workbench

/// The known type of every row of a feature file, by the lesions marked on its pictures and by accepted labels.
///
/// A lesion box of the label store counts like one of the data set. A patch label names the whole region. A name that
/// is not a lesion term counts as `OTHER`; the optic disc and `none` count as no lesion. If sources name a region
/// differently, it is `mixed`, and the conflict is listed.
///
/// These rules are this program's own.
public struct RegionKnowledge: Sendable {
  /// A row for which sources have different names.
  public struct Conflict: Codable, Hashable, Sendable {
    /// The row.
    public let row: Int
    /// The type by lesion boxes, then every label, each once.
    public let names: [String]
  }

  /// By row; nil if unknown, because no lesion is marked in the whole file and no label applies.
  public let types: [RegionType?]
  /// By row, whether a patch label applies.
  public let isLabelled: [Bool]
  /// Ascending by row.
  public let conflicts: [Conflict]

  /// Whether a row shows a known lesion or carries a label, whatever the label says.
  public func isKnown(row: Int) -> Bool { isLabelled[row] || (types[row] ?? .none) != .none }

  /// The known types of the rows; nil if no lesion is marked and no label applies.
  public init?(_ mined: MinedRegions, labels: AcceptedLabels = .none) {
    guard mined.hasPictures else { return nil }
    let labelsOfPicture = Dictionary(grouping: labels.labels, by: \.picture)
    let drawn = mined.images.map { image in
      (labelsOfPicture[image.sha256] ?? []).filter { $0.kind == .lesion }.map {
        LesionBox(image: image.id, type: LesionType(text: $0.term) ?? .other, box: $0.box)
      }
    }
    let hasBoxes = mined.hasLesions || drawn.contains { $0.contains { $0.type.isLesion } }
    var types: [RegionType?] = []
    var isLabelled: [Bool] = []
    var conflicts: [Conflict] = []
    for row in mined.regions.indices {
      let image = Int(mined.regions[row].image)
      let crop = mined.tile(ofRow: row)
      let boxes = mined.type(ofRow: row, lesions: mined.lesionsOfImage[image] + drawn[image])
      let names = (labelsOfPicture[mined.images[image].sha256] ?? [])
        .filter { labels.matching.applies($0, to: crop) }.map(\.term)
      let said = Set(names).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      isLabelled.append(!said.isEmpty)
      let labelled = said.map(Self.type(named:))
      let all = Set(labelled + (boxes == .none ? [] : [boxes]))
      if all.count > 1 {
        conflicts.append(Conflict(row: row, names: (boxes == .none ? [] : [boxes.text]) + said))
      }
      let lesions = all.subtracting([.none])
      types.append(
        lesions.count > 1 ? .mixed : lesions.first ?? (hasBoxes || !said.isEmpty ? RegionType.none : nil))
    }
    guard hasBoxes || isLabelled.contains(true) else { return nil }
    (self.types, self.isLabelled, self.conflicts) = (types, isLabelled, conflicts)
  }

  /// The type for a label's term.
  static func type(named term: String) -> RegionType {
    if term == Label.noLesion { return .none }
    let type = LesionType(text: term) ?? .other
    return type.isLesion ? .single(type) : .none
  }
}
