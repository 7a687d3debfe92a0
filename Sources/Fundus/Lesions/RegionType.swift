import Workbench

/// What a mined region shows, judged from the lesions marked on its picture.
///
/// Source: DESIGN, "Regions, lesions and what counts as known".
public enum RegionType: Hashable, Sendable {
  /// No lesion counts here.
  case none
  /// One type makes up at least `dominantFraction` of the lesion area.
  case single(LesionType)
  /// Several types, none of them dominant.
  case mixed

  /// A lesion counts when at least this fraction of its area lies inside the crop.
  public static let insideFraction: Float = 0.5
  /// A type gives its name when it has at least this fraction of the counted area.
  public static let dominantFraction: Float = 0.75

  /// The text in tables: `none`, `mixed` or the lesion's term.
  public var text: String {
    switch self {
    case .none: "none"
    case .single(let type): type.rawValue
    case .mixed: "mixed"
    }
  }

  /// Judges a crop by the lesions of its picture, all in the same coordinates.
  ///
  /// Counted is the area that lies inside the crop, of the lesions of which at least half the area does.
  /// Anatomy never counts. Boxes that overlap count each with their whole area.
  public init(crop: Box, lesions: some Sequence<LesionBox>) {
    var areas: [LesionType: Float] = [:]
    for lesion in lesions where lesion.type.isLesion && lesion.box.area > 0 {
      let inside = lesion.box.intersection(crop).area
      if inside >= Self.insideFraction * lesion.box.area { areas[lesion.type, default: 0] += inside }
    }
    let total = LesionType.allCases.reduce(Float(0)) { $0 + (areas[$1] ?? 0) }
    guard total > 0 else {
      self = .none
      return
    }
    let dominant = LesionType.allCases.first { (areas[$0] ?? 0) >= Self.dominantFraction * total }
    self = dominant.map(RegionType.single) ?? .mixed
  }
}
