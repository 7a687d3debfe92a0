internal import CCairo
import Foundation
import Workbench

extension Canvas {
  /// An SVG picture of `width` x `height` pixels. Text becomes outlines of its letters, so that it looks the same where
  /// the font is missing.
  ///
  /// - Parameter draw: draws on the canvas, which holds no pixels: no picture can be pasted on it.
  /// - Throws: what `draw` throws; `ImagingError` with code `.tooLarge`, `.memory` or `.cannotEncode`.
  public static func svg(
    width: Int, height: Int, background: Colour = .white, _ draw: (Canvas) throws(ImagingError) -> Void
  ) throws(ImagingError) -> Data {
    let written = WrittenBytes()
    let canvas = try Canvas(width: width, height: height, background: background, sink: written) {
      let surface = cairo_svg_surface_create_for_stream(
        { closure, bytes, count in
          guard let closure, let bytes else { return CAIRO_STATUS_WRITE_ERROR }
          Unmanaged<WrittenBytes>.fromOpaque(closure).takeUnretainedValue().data
            .append(bytes, count: Int(count))
          return CAIRO_STATUS_SUCCESS
        }, Unmanaged.passUnretained(written).toOpaque(), Double(width), Double(height))
      cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PX)
      return surface
    }
    try draw(canvas)
    precondition(cairo_status(canvas.context) == CAIRO_STATUS_SUCCESS, "a coordinate was not a number")
    cairo_surface_finish(canvas.surface)
    let status = cairo_surface_status(canvas.surface)
    guard status == CAIRO_STATUS_SUCCESS else {
      throw ImagingError(
        .cannotEncode, at: "", "the drawing cannot be written as SVG",
        libraryMessage: String(cString: cairo_status_to_string(status)))
    }
    return withoutCounter(written.data)
  }

  // MARK: -

  private final class WrittenBytes {
    var data = Data()
  }

  /// Cairo 1.16 names the outermost group after the number of surfaces that the process has made: `id="surface37"`.
  /// Nothing refers to it, and without the number the same drawing has the same bytes.
  private static func withoutCounter(_ svg: Data) -> Data {
    let mark = Data(#"<g id="surface"#.utf8)
    guard let start = svg.range(of: mark)?.upperBound else { return svg }
    let end = svg[start...].firstIndex { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? start
    return svg[..<start] + svg[end...]
  }
}
