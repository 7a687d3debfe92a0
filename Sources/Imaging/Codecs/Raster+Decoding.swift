import Foundation
import Workbench

extension Raster {
  /// How many pixels a picture may have unless the caller says otherwise.
  public static let defaultMaximumPixels = 400_000_000

  /// The picture in a JPEG, PNG or TIFF; the content decides which.
  ///
  /// EXIF and TIFF orientations are applied. Samples of more than 8 bits are scaled from their own depth: in 16 bits
  /// they may have 8, 10 or 12, as the file says or their range shows. Palettes and small depths are expanded, alpha is
  /// composed on black. Of a TIFF with several pages the one of full size is read, and three grey ones as red, green
  /// and blue. Embedded colour profiles are ignored.
  ///
  /// - Parameters:
  ///   - data: the whole file.
  ///   - place: how errors name it, such as its path.
  ///   - minimum: a smaller scale of at least this extent is enough; see `load(_:atLeast:maximumPixels:)`.
  ///   - maximumPixels: larger pictures are refused before any memory is allocated.
  /// - Throws: `ImagingError` with code `.notAPicture`, `.truncated`, `.unsupported` (CMYK, floating point,
  ///   a depth that is not clear, several photographs), `.tooLarge` or `.memory`.
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

  /// The picture at a smaller scale, if its format can be decoded faster that way.
  ///
  /// A JPEG is decoded at the smallest n/8 of its width and height that has at least `minimum` in both. Any other
  /// format, and a JPEG smaller than `minimum`, is decoded at full size. Call `resampled` afterwards.
  public static func load(
    _ url: URL, atLeast minimum: Extent, maximumPixels: Int = defaultMaximumPixels
  ) throws(ImagingError) -> Raster {
    try PictureFile(try contents(of: url), place: url.path, maximumPixels: maximumPixels)
      .decoded(atLeast: minimum)
  }

  /// Width and height of a picture file once decoded, read from its header only.
  public static func extent(of url: URL) throws(ImagingError) -> Extent {
    // Mapped, so that only the pages of the header are read.
    try PictureFile(try contents(of: url, options: .mappedIfSafe), place: url.path, maximumPixels: .max)
      .extent
  }

  /// The fraction of a picture file's pixels, 0...1, that are wholly transparent; 0 without alpha.
  ///
  /// - Throws: `ImagingError`, see `load`.
  public static func transparentFraction(of url: URL) throws(ImagingError) -> Double {
    try PictureFile(try contents(of: url), place: url.path, maximumPixels: defaultMaximumPixels)
      .transparentFraction()
  }

  // MARK: -

  static func contents(of url: URL, options: Data.ReadingOptions = []) throws(ImagingError) -> Data {
    if let fault = FileKind(of: url).fault {
      throw ImagingError(.unreadable, at: url.path, fault.clause, remedy: fault.remedy)
    }
    do {
      return try Data(contentsOf: url, options: options)
    } catch {
      guard FileManager.default.fileExists(atPath: url.path) else {
        throw ImagingError(.missing, at: url.path, "does not exist")
      }
      throw ImagingError(.unreadable, at: url.path, "cannot be read")
    }
  }
}
