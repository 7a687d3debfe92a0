internal import CImageIO
internal import CKernels
import Foundation
import Workbench

/// Which pixels of a picture belong to something, such as a kind of lesion.
public struct BitMask: Hashable, Sendable {
  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int
  /// `[height, width]`, 1 where the pixel belongs, else 0.
  public var bits: [UInt8]

  /// A mask from its bits; every number other than 0 counts as 1.
  public init(width: Int, height: Int, bits: [UInt8]) {
    precondition(bits.count == width * height, "bits do not fill the mask")
    self.init(Raster(width: width, height: height, channelCount: 1, samples: bits))
  }

  /// The pixels of a picture that are not black.
  ///
  /// Masks are stored as 1-bit, as 0 and 1, as 0 and 255, or in colours; all these are understood.
  public init(_ raster: Raster) {
    let set = Raster(raster.extent, channelCount: 1) { result in
      raster.samples.withUnsafeBufferPointer {
        ck_any_set($0.baseAddress, Int32(raster.channelCount), raster.extent.pixelCount, result)
      }
    }
    (width, height, bits) = (raster.width, raster.height, set.samples)
  }

  /// A mask from a picture file.
  ///
  /// - Throws: `ImagingError`, see `Raster.load`.
  public static func load(_ url: URL) throws(ImagingError) -> BitMask {
    BitMask(try Raster.load(url))
  }

  /// The number of pixels that belong.
  public var count: Int {
    Int(ck_count_set(bits, bits.count))
  }

  /// The mask as a grey PNG with 1 bit per pixel.
  ///
  /// - Throws: `ImagingError` with code `.cannotEncode` or `.memory`.
  public func png() throws(ImagingError) -> Data {
    try Raster(width: width, height: height, channelCount: 1, samples: bits).encoded(.png) {
      samples, result in
      cio_png_encode(samples, UInt32(width), UInt32(height), 1, 1, &result)
    }
  }
}
