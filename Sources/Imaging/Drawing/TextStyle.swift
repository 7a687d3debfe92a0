internal import CCairo
import Synchronization

/// How a text looks: font, size, weight and colour.
public struct TextStyle: Hashable, Sendable {
  /// The font family, which must be installed.
  public var family: String
  /// The height of the em square, in pixels.
  public var pixels: Float
  /// Whether the strokes are heavy.
  public var isBold: Bool
  /// The colour of the strokes.
  public var colour: Colour

  /// A style; by default that of all figures: DejaVu Sans, black.
  public init(
    family: String = "DejaVu Sans", pixels: Float = 14, isBold: Bool = false, colour: Colour = .black
  ) {
    self.family = family
    self.pixels = pixels
    self.isBold = isBold
    self.colour = colour
  }

  /// Checks that the font is installed, because Cairo silently takes another one.
  ///
  /// - Throws: `ImagingError` with code `.fontMissing`.
  func requireFont() throws(ImagingError) {
    let isInstalled = Self.installed.withLock { known in
      if let answer = known[family] { return answer }
      let answer = Self.isInstalled(family)
      known[family] = answer
      return answer
    }
    guard isInstalled else {
      throw ImagingError(.fontMissing, at: "", "the font \(family) is not installed")
    }
  }

  // MARK: -

  private static let installed = Mutex<[String: Bool]>([:])

  /// Whether fontconfig lists a font of exactly this family.
  private static func isInstalled(_ family: String) -> Bool {
    guard FcInit() != 0, let pattern = FcPatternCreate() else { return false }
    defer { FcPatternDestroy(pattern) }
    guard let properties = FcObjectSetCreate() else { return false }
    defer { FcObjectSetDestroy(properties) }
    guard FcPatternAddString(pattern, FC_FAMILY, Array(family.utf8) + [0]) != 0,
      let fonts = FcFontList(nil, pattern, properties)
    else { return false }
    defer { FcFontSetDestroy(fonts) }
    return fonts.pointee.nfont > 0
  }
}
