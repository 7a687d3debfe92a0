/// Colours for a number from 0 to 1.
public enum ColourMap: String, Sendable, CaseIterable {
  /// Black over red to pale yellow; perceptually uniform.
  case inferno
  /// Dark violet over green to yellow; perceptually uniform, for colour-blind readers too.
  case viridis
  /// Blue, green, yellow, red; the usual look of attention maps in papers.
  case jet

  /// The colour of `value`, clamped to 0...1; NaN counts as 0.
  public func colour(at value: Float) -> Colour {
    let held = value > 0 ? min(value, 1) : 0
    let index = Int(255 * held + 0.5) * 3
    return Colour(red: table[index], green: table[index + 1], blue: table[index + 2])
  }

  /// 256 colours as consecutive `[red, green, blue]`.
  var table: [UInt8] { Self.tables[self] ?? [] }

  // MARK: -

  private static let tables = Dictionary(
    uniqueKeysWithValues: allCases.map { ($0, table(through: $0.anchors)) })

  /// Linear interpolation between anchors that are 15 levels apart.
  private static func table(through anchors: [Colour]) -> [UInt8] {
    var table: [UInt8] = []
    for level in 0..<256 {
      let from = anchors[level / 15]
      let to = anchors[min(level / 15 + 1, anchors.count - 1)]
      let part = Float(level % 15) / 15
      for component in [\Colour.red, \.green, \.blue] {
        let start = Float(from[keyPath: component])
        table.append(UInt8(start + part * (Float(to[keyPath: component]) - start) + 0.5))
      }
    }
    return table
  }

  /// The colours at levels 0, 15, ... 255 of OpenCV 4's maps of these names.
  private var anchors: [Colour] {
    let hexes: [UInt32] =
      switch self {
      case .inferno:
        [
          0x000004, 0x0A0722, 0x1E0C45, 0x380962, 0x510E6C, 0x69166E, 0x801F6C, 0x982766, 0xB0315B,
          0xC63D4D, 0xD94D3D, 0xE9612B, 0xF47918, 0xFA9407, 0xFCB014, 0xF8CD37, 0xF2EA69, 0xFCFFA4,
        ]
      case .viridis:
        [
          0x440154, 0x481769, 0x472A7A, 0x433D84, 0x3D4E8A, 0x355E8D, 0x2E6D8E, 0x297B8E, 0x23898E,
          0x1F978B, 0x21A585, 0x2EB37C, 0x46C06F, 0x65CB5E, 0x89D548, 0xB0DD2F, 0xD8E219, 0xFDE725,
        ]
      case .jet:
        [
          0x000080, 0x0000BC, 0x0000F8, 0x0034FF, 0x0070FF, 0x00ACFF, 0x00E8FF, 0x26FFDA, 0x62FF9E,
          0x9EFF62, 0xDAFF26, 0xFFE800, 0xFFAC00, 0xFF7000, 0xFF3400, 0xF80000, 0xBC0000, 0x800000,
        ]
      }
    return hexes.map(Colour.init(hex:))
  }
}
