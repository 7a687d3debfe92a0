internal import CCairo
internal import CKernels
import Workbench

/// A surface to draw on, in Cairo, that becomes a `Raster` or an SVG picture.
///
/// Coordinates are continuous, from the top left: the pixel at column c covers c ..< c + 1, so a line along whole
/// numbers lies between pixels, and a line along halves fills pixels. Edges are antialiased. The same calls give the
/// same bytes with the same Cairo and FreeType; desktop settings have no effect.
public final class Canvas {
  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int

  let context: OpaquePointer
  let surface: OpaquePointer
  /// What receives the bytes of an SVG picture: Cairo may still write while the surface is destroyed.
  private let sink: AnyObject?

  /// A surface of one colour.
  ///
  /// - Parameter scale: pixels for each unit of length in what is drawn. With 2, a line of width 1 is two pixels wide.
  /// - Throws: `ImagingError` with code `.tooLarge` (a side above 32,767) or `.memory`.
  public convenience init(
    width: Int, height: Int, background: Colour = .black, scale: Double = 1
  ) throws(ImagingError) {
    precondition(scale > 0, "a scale is positive")
    try self.init(width: width, height: height, background: background) {
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))
    }
    cairo_scale(context, scale, scale)
  }

  /// A surface of one colour that Cairo makes; `sink` lives as long as it does.
  init(
    width: Int, height: Int, background: Colour, sink: AnyObject? = nil, _ makeSurface: () -> OpaquePointer?
  ) throws(ImagingError) {
    precondition(width > 0 && height > 0, "a canvas needs at least one pixel")
    guard max(width, height) <= 32_767 else {
      throw ImagingError(
        .tooLarge, at: "", "a drawing of \(width) x \(height) pixels has a side above Cairo's 32767")
    }
    guard let surface = makeSurface(), let context = cairo_create(surface) else {
      throw ImagingError(.memory, at: "", "a drawing of \(width) x \(height) pixels does not fit into memory")
    }
    self.surface = surface
    self.context = context
    self.sink = sink
    self.width = width
    self.height = height
    guard cairo_status(context) == CAIRO_STATUS_SUCCESS else {
      throw ImagingError(
        .memory, at: "", "a drawing of \(width) x \(height) pixels cannot be created",
        libraryMessage: String(cString: cairo_status_to_string(cairo_status(context))))
    }
    cairo_set_line_join(context, CAIRO_LINE_JOIN_MITER)
    use(background)
    cairo_paint(context)
  }

  /// A surface that shows a picture.
  public convenience init(_ raster: Raster) throws(ImagingError) {
    try self.init(width: raster.width, height: raster.height)
    paste(raster, x: 0, y: 0)
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  /// What has been drawn so far, three channels. Not of an SVG picture, which has no pixels.
  public func raster() -> Raster {
    precondition(cairo_status(context) == CAIRO_STATUS_SUCCESS, "a coordinate was not a number")
    return Raster(Extent(width: width, height: height), channelCount: 3) { rgb in
      withPixels { ck_rgb_from_bgrx($0, $1, Int32(width), Int32(height), rgb) }
    }
  }

  /// Draws a picture with its top left at column `x` and row `y`, whatever the scale. Parts outside the surface are cut
  /// off. Not for an SVG picture.
  ///
  /// - Parameter opacity: 0...1; 1 replaces what is below.
  public func paste(_ raster: Raster, x: Int, y: Int, opacity: Float = 1) {
    precondition((0...1).contains(opacity), "opacity is 0...1")
    guard abs(x) < 1 << 30, abs(y) < 1 << 30, raster.extent.pixelCount > 0 else { return }
    withPixels { pixels, stride in
      ck_lay_on_bgrx(
        pixels, stride, Int32(width), Int32(height), raster.samples, Int32(raster.width),
        Int32(raster.height), Int32(raster.channelCount), Int32(x), Int32(y), opacity)
    }
    cairo_surface_mark_dirty(surface)
  }

  /// Draws a picture resampled to `width` x `height`.
  public func paste(
    _ raster: Raster, x: Int, y: Int, width: Int, height: Int, filter: Raster.Filter = .area,
    opacity: Float = 1
  ) {
    paste(raster.resampled(width: width, height: height, filter: filter), x: x, y: y, opacity: opacity)
  }

  // MARK: -

  func use(_ colour: Colour, opacity: Float = 1) {
    cairo_set_source_rgba(
      context, Double(colour.red) / 255, Double(colour.green) / 255, Double(colour.blue) / 255,
      Double(opacity))
  }

  /// Cairo's own memory. On a big-endian machine its bytes would be in reverse order.
  private func withPixels(_ body: (UnsafeMutablePointer<UInt8>, Int) -> Void) {
    precondition(
      cairo_surface_get_type(surface) == CAIRO_SURFACE_TYPE_IMAGE, "an SVG picture has no pixels")
    cairo_surface_flush(surface)
    guard let pixels = cairo_image_surface_get_data(surface) else { return }
    body(pixels, Int(cairo_image_surface_get_stride(surface)))
  }
}
