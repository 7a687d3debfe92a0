import Foundation

extension Raster {
  /// How many pixels a picture may have unless the caller says otherwise.
  public static let defaultMaximumPixels = 400_000_000

  /// The picture in a JPEG, PNG or TIFF, told apart by content.
  ///
  /// EXIF and TIFF orientations are applied. 16-bit samples are scaled to 8, palettes and small depths
  /// expanded, alpha composed on black. Of a TIFF the first page is read. Embedded colour profiles are ignored.
  ///
  /// - Parameters:
  ///   - data: the whole file.
  ///   - place: what an error calls it, such as its path.
  ///   - minimum: a smaller scale of at least this extent will do; see `load(_:atLeast:maximumPixels:)`.
  ///   - maximumPixels: larger pictures are refused before any memory is taken.
  /// - Throws: `ImagingError` with code `.notAPicture`, `.truncated`, `.unsupported` (CMYK, floating point),
  ///   `.tooLarge` or `.memory`.
  public static func decode(
    _ data: Data, place: String, atLeast minimum: Extent? = nil, maximumPixels: Int = defaultMaximumPixels
  ) throws(ImagingError) -> Raster {
    try PictureFile(data, place: place, maximumPixels: maximumPixels).decoded(atLeast: minimum)
  }

  /// The picture in a JPEG, PNG or TIFF file; see `decode(_:place:maximumPixels:)`.
  ///
  /// - Throws: `ImagingError`; also `.missing` and `.unreadable`.
  public static func load(
    _ url: URL, maximumPixels: Int = defaultMaximumPixels
  ) throws(ImagingError) -> Raster {
    try decode(try contents(of: url), place: url.path, maximumPixels: maximumPixels)
  }

  /// The picture at a smaller scale, where its format can decode one faster than the whole.
  ///
  /// A JPEG comes at the smallest n/8 of its width and height that has at least `minimum` in both; any other
  /// format, and a JPEG smaller than `minimum`, comes whole. Follow it by `resampled`.
  public static func load(
    _ url: URL, atLeast minimum: Extent, maximumPixels: Int = defaultMaximumPixels
  ) throws(ImagingError) -> Raster {
    try PictureFile(try contents(of: url), place: url.path, maximumPixels: maximumPixels)
      .decoded(atLeast: minimum)
  }

  /// Width and height of a picture file as it will be decoded, from its header alone.
  public static func extent(of url: URL) throws(ImagingError) -> Extent {
    try PictureFile(try contents(of: url), place: url.path, maximumPixels: .max).extent
  }

  // MARK: -

  static func contents(of url: URL) throws(ImagingError) -> Data {
    do {
      return try Data(contentsOf: url)
    } catch {
      guard FileManager.default.fileExists(atPath: url.path) else {
        throw ImagingError(.missing, at: url.path, "does not exist")
      }
      throw ImagingError(.unreadable, at: url.path, "cannot be read")
    }
  }
}
