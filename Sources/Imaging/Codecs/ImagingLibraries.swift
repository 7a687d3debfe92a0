internal import CCairo
internal import CImageIO

/// The libraries that pictures and drawings go through.
public enum ImagingLibraries {
  /// Versions by library; libjpeg-turbo's is the one the program was built with.
  public static var versions: [String: String] {
    let tiff = String(cString: cio_tiff_version())
    return [
      "libpng": String(cString: cio_png_version()),
      // "LIBTIFF, Version 4.5.0", then lines of copyright.
      "libtiff": tiff.split(whereSeparator: \.isNewline).first?.split(separator: " ").last.map(String.init)
        ?? "",
      "libjpeg-turbo": String(cString: cio_jpeg_version()),
      "Cairo": String(cString: cairo_version_string()),
    ].filter { !$0.value.isEmpty }
  }

  /// The sentence about the font of all figures, where it is not installed.
  public static var missingFont: ImagingError? {
    do throws(ImagingError) {
      try TextStyle().requireFont()
      return nil
    } catch {
      return error
    }
  }
}
