import Imaging

/// The look that mosaics, the atlas and attention panels share: neutral greys, so that no colour of the page affects
/// how a retina's colours look.
enum PageStyle {
  static let background = Colour(hex: 0x1E1E1E)
  static let raised = Colour(hex: 0x2A2A2A)
  static let rule = Colour(hex: 0x4A4A4A)
  static let ink = Colour(hex: 0xF0F0F0)
  static let faint = Colour(hex: 0xA6A6A6)

  /// The colour of important notices.
  static let notice = Colour(hex: 0xF5C96B)

  static func text(_ pixels: Float, _ colour: Colour = ink, bold: Bool = false) -> TextStyle {
    TextStyle(pixels: pixels, isBold: bold, colour: colour)
  }

  /// The notice on every page.
  static let researchOnly = "research use only"
}
