internal import CCairo
import Workbench

extension Canvas {
  /// Which part of a text is at the point where it is drawn.
  public enum Alignment: Sendable, CaseIterable {
    /// The text begins there.
    case left
    /// The text's middle is there.
    case centre
    /// The text ends there.
    case right
  }

  /// Draws one line of text with its baseline at `point`.
  ///
  /// Letters are unhinted and antialiased in grey, so that their shape depends only on the font.
  ///
  /// - Throws: `ImagingError` with code `.fontMissing`.
  public func text(
    _ text: String, at point: Point, style: TextStyle = TextStyle(), alignment: Alignment = .left
  ) throws(ImagingError) {
    try select(style)
    let width = advance(of: text)
    let x =
      switch alignment {
      case .left: Double(point.x)
      case .centre: Double(point.x) - width / 2
      case .right: Double(point.x) - width
      }
    use(style.colour)
    cairo_new_path(context)
    cairo_move_to(context, x, Double(point.y))
    cairo_show_text(context, text)
    cairo_new_path(context)
  }

  /// Draws one line of text within a box: vertically centred, horizontally aligned, and cut with an ellipsis if it is
  /// longer than the box.
  ///
  /// - Throws: `ImagingError` with code `.fontMissing`.
  public func text(
    _ text: String, in box: Box, style: TextStyle = TextStyle(), alignment: Alignment = .left
  ) throws(ImagingError) {
    try select(style)
    var extents = cairo_font_extents_t()
    cairo_font_extents(context, &extents)
    let x =
      switch alignment {
      case .left: box.minX
      case .centre: box.centreX
      case .right: box.maxX
      }
    let baseline = box.centreY + Float(extents.ascent - extents.descent) / 2
    try self.text(
      shortened(text, to: Double(box.width)), at: Point(x: x, y: baseline), style: style, alignment: alignment
    )
  }

  /// The width of a line of text, in pixels.
  ///
  /// - Throws: `ImagingError` with code `.fontMissing`.
  public func width(of text: String, style: TextStyle = TextStyle()) throws(ImagingError) -> Float {
    try select(style)
    return Float(advance(of: text))
  }

  // MARK: -

  private func select(_ style: TextStyle) throws(ImagingError) {
    try style.requireFont()
    let options = cairo_font_options_create()
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    cairo_set_font_options(context, options)
    cairo_font_options_destroy(options)
    cairo_select_font_face(
      context, style.family, CAIRO_FONT_SLANT_NORMAL,
      style.isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
    cairo_set_font_size(context, Double(style.pixels))
  }

  private func advance(of text: String) -> Double {
    var extents = cairo_text_extents_t()
    cairo_text_extents(context, text, &extents)
    return extents.x_advance
  }

  private func shortened(_ text: String, to width: Double) -> String {
    guard advance(of: text) > width else { return text }
    var kept = Substring(text)
    while !kept.isEmpty {
      kept.removeLast()
      let candidate = kept + "\u{2026}"
      if advance(of: String(candidate)) <= width { return String(candidate) }
    }
    return ""
  }
}
