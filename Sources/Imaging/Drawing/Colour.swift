/// An opaque sRGB colour with 8 bits per component.
public struct Colour: Hashable, Sendable {
  /// 0...255.
  public var red, green, blue: UInt8

  /// A colour from its components, 0...255.
  public init(red: UInt8, green: UInt8, blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// A colour as HTML writes it: 0xRRGGBB.
  public init(hex: UInt32) {
    self.init(
      red: UInt8(truncatingIfNeeded: hex >> 16), green: UInt8(truncatingIfNeeded: hex >> 8),
      blue: UInt8(truncatingIfNeeded: hex))
  }

  /// The colour as HTML and SVG write it: `#rrggbb`.
  public var hexadecimal: String {
    "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// A grey from black (0) to white (255).
  public static func grey(_ level: UInt8) -> Colour { Colour(red: level, green: level, blue: level) }

  public static let black = grey(0)
  public static let white = grey(255)

  /// Eight colours that colour-blind readers can distinguish.
  ///
  /// Source: Okabe and Ito 2008, "Color universal design".
  public static let distinct: [Colour] = [
    0xE69F00, 0x56B4E9, 0x009E73, 0xF0E442, 0x0072B2, 0xD55E00, 0xCC79A7, 0x999999,
  ].map(Colour.init(hex:))
}
