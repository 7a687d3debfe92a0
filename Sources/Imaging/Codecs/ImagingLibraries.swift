internal import CCairo
internal import CImageIO

/// The libraries that read, write and draw pictures.
public enum ImagingLibraries {
  /// Versions by library; that of libjpeg-turbo is the one that the program was built with.
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

  /// The error to show if the font of all figures is not installed; nil if it is.
  public static var missingFont: ImagingError? {
    do throws(ImagingError) {
      try TextStyle().requireFont()
      return nil
    } catch {
      return error
    }
  }
}
