internal import CImageIO
import Foundation

extension Raster {
  /// The picture as a PNG without time or text, so the same picture gives the same bytes with the same zlib version.
  ///
  /// - Throws: `ImagingError` with code `.cannotEncode` or `.memory`.
  public func png() throws(ImagingError) -> Data {
    try encoded(.png) { samples, result in
      cio_png_encode(samples, UInt32(width), UInt32(height), UInt32(channelCount), 8, &result)
    }
  }

  /// The picture as a baseline JPEG.
  ///
  /// - Parameters:
  ///   - quality: 1...100 on the scale of the Independent JPEG Group.
  ///   - subsampled: whether the colour planes are halved in both directions (4:2:0) or not (4:4:4).
  /// - Throws: `ImagingError` with code `.cannotEncode` (a side above 65,535, an empty picture) or `.memory`.
  public func jpeg(quality: Int, subsampled: Bool = false) throws(ImagingError) -> Data {
    precondition((1...100).contains(quality), "JPEG quality is 1...100")
    return try encoded(.jpeg) { samples, result in
      cio_jpeg_encode(
        samples, UInt32(width), UInt32(height), UInt32(channelCount), Int32(quality), subsampled ? 1 : 0,
        &result)
    }
  }

  // MARK: -

  func encoded(
    _ format: PictureFormat,
    _ encode: (UnsafePointer<UInt8>, inout cio_buffer) -> cio_status
  ) throws(ImagingError) -> Data {
    var buffer = cio_buffer()
    let status = samples.withUnsafeBufferPointer { samples in
      samples.baseAddress.flatMap { samples.isEmpty ? nil : encode($0, &buffer) }
    }
    defer { cio_free(&buffer) }
    guard let status else {
      throw ImagingError(.cannotEncode, at: "", "a picture without pixels cannot be written")
    }
    try status.check(format, at: "a picture of \(width) x \(height) pixels")
    return Data(bytes: buffer.bytes, count: buffer.count)
  }
}
