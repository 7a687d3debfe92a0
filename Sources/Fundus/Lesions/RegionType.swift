import Workbench

/// The type of a mined region, decided by the lesions marked on its picture.
///
/// The fractions are this program's choice.
public enum RegionType: Hashable, Sendable {
  /// No lesion counts in the region.
  case none
  /// One type makes up at least `dominantFraction` of the lesion area.
  case single(LesionType)
  /// Several types, none of them dominant.
  case mixed

  /// A lesion counts when at least this fraction of its area lies inside the crop.
  public static let insideFraction: Float = 0.5
  /// A region has a lesion's type if that type has at least this fraction of the counted area.
  public static let dominantFraction: Float = 0.75

  /// The text in tables: `none`, `mixed` or the lesion's term.
  public var text: String {
    switch self {
    case .none: "none"
    case .single(let type): type.rawValue
    case .mixed: "mixed"
    }
  }

  /// Decides the type of a crop by the lesions of its picture, all in the same coordinates.
  ///
  /// A lesion counts if at least half of its area lies inside the crop, and then with the area inside. Anatomy never
  /// counts. Overlapping boxes each count with their whole area.
  public init(crop: Box, lesions: some Sequence<LesionBox>) {
    var areas: [LesionType: Float] = [:]
    for lesion in lesions where lesion.type.isLesion && lesion.box.area > 0 {
      let inside = lesion.box.intersection(crop).area
      if inside >= Self.insideFraction * lesion.box.area { areas[lesion.type, default: 0] += inside }
    }
    self.init(weights: areas)
  }

  /// Decides the type of a place by the lesions of its picture, all in the same coordinates.
  ///
  /// A lesion counts, and once, if its box contains the place or is no farther from it than `tolerance` along x and y.
  /// Anatomy never counts. What a square around a small lesion holds beside it does not matter.
  public init(x: Float, y: Float, tolerance: Float, lesions: some Sequence<LesionBox>) {
    var counts: [LesionType: Float] = [:]
    for lesion in lesions
    where lesion.type.isLesion && lesion.box.area > 0 && lesion.box.contains(x: x, y: y, tolerance: tolerance)
    {
      counts[lesion.type, default: 0] += 1
    }
    self.init(weights: counts)
  }

  private init(weights areas: [LesionType: Float]) {
    let total = LesionType.allCases.reduce(Float(0)) { $0 + (areas[$1] ?? 0) }
    guard total > 0 else {
      self = .none
      return
    }
    let dominant = LesionType.allCases.first { (areas[$0] ?? 0) >= Self.dominantFraction * total }
    self = dominant.map(RegionType.single) ?? .mixed
  }
}
