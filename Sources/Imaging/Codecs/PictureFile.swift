internal import CImageIO
import Foundation

/// A compressed picture in memory whose header has been read and found acceptable.
struct PictureFile {
  let data: Data
  let place: String
  let format: PictureFormat
  /// 1...8, see `Raster.upright(orientation:)`.
  let orientation: Int
  private let header: cio_header

  /// Reads the header.
  ///
  /// - Throws: `ImagingError` with code `.notAPicture`, `.unsupported` or `.tooLarge`.
  init(_ data: Data, place: String, maximumPixels: Int) throws(ImagingError) {
    var header = cio_header()
    var status = cio_status()
    let found: (PictureFormat, Int)? = data.withUnsafeBytes { raw in
      let bytes = raw.bindMemory(to: UInt8.self)
      guard let format = PictureFormat(bytes) else { return nil }
      switch format {
      case .jpeg: status = cio_jpeg_header(bytes.baseAddress, bytes.count, &header)
      case .png: status = cio_png_header(bytes.baseAddress, bytes.count, &header)
      case .tiff: status = cio_tiff_header(bytes.baseAddress, bytes.count, &header)
      }
      let orientation =
        switch format {
        case .jpeg: EXIFOrientation.inJPEG(bytes)
        case .png: EXIFOrientation.inPNG(bytes)
        case .tiff: Int(header.orientation)
        }
      return (format, orientation)
    }
    guard let (format, orientation) = found else {
      if let other = UnreadFormat(data) {
        throw ImagingError(.unsupported, at: place, "is \(other.phrase), not a JPEG, PNG or TIFF")
      }
      throw ImagingError(.notAPicture, at: place, data.isEmpty ? "is empty" : "is not a JPEG, PNG or TIFF")
    }
    try status.check(format, at: place)
    (self.data, self.place, self.format, self.orientation) = (data, place, format, orientation)
    self.header = header
    guard header.width > 0, header.height > 0 else {
      throw ImagingError(.notAPicture, at: place, "has no pixels")
    }
    guard storedExtent.pixelCount <= maximumPixels else {
      throw ImagingError(
        .tooLarge, at: place,
        "has \(header.width) x \(header.height) pixels, more than the \(maximumPixels) allowed")
    }
  }

  /// Width and height as stored, before the orientation is applied.
  var storedExtent: Extent { Extent(width: Int(header.width), height: Int(header.height)) }

  /// Width and height as seen.
  var extent: Extent { orientation >= 5 ? storedExtent.transposed : storedExtent }

  /// The pixels, upright. A JPEG may be decoded at a smaller scale of at least `minimum`.
  func decoded(atLeast minimum: Extent? = nil) throws(ImagingError) -> Raster {
    var header = header
    if format == .jpeg, let minimum {
      let stored = orientation >= 5 ? minimum.transposed : minimum
      cio_jpeg_scaled(
        &header.width, &header.height, UInt32(clamping: stored.width), UInt32(clamping: stored.height))
    }
    let extent = Extent(width: Int(header.width), height: Int(header.height))
    var status = cio_status()
    let raster = Raster(extent, channelCount: Int(header.channels)) { pixels in
      data.withUnsafeBytes { raw in
        let bytes = raw.bindMemory(to: UInt8.self)
        status =
          switch format {
          case .jpeg:
            cio_jpeg_decode(
              bytes.baseAddress, bytes.count, header.width, header.height, header.channels, pixels)
          case .png: cio_png_decode(bytes.baseAddress, bytes.count, &header, pixels)
          case .tiff: cio_tiff_decode(bytes.baseAddress, bytes.count, &header, pixels)
          }
      }
    }
    try status.check(format, at: place)
    return raster.upright(orientation: orientation)
  }

  /// The fraction of pixels, 0...1, that are wholly transparent.
  ///
  /// - Throws: `ImagingError` as `decoded`.
  func transparentFraction() throws(ImagingError) -> Double {
    guard format != .jpeg else { return 0 }
    var header = header
    var opaqueCount = 0
    let status = data.withUnsafeBytes { raw in
      let bytes = raw.bindMemory(to: UInt8.self)
      return format == .png
        ? cio_png_opaque(bytes.baseAddress, bytes.count, &opaqueCount)
        : cio_tiff_opaque(bytes.baseAddress, bytes.count, &header, &opaqueCount)
    }
    try status.check(format, at: place)
    return 1 - Double(opaqueCount) / Double(storedExtent.pixelCount)
  }
}
