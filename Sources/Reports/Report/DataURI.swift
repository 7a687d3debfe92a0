import Foundation
import Imaging

/// Pictures inside a page, as addresses that hold their bytes.
enum DataURI {
  /// A photograph, or a picture of photographs.
  ///
  /// - Parameter width: pixels; a wider picture is reduced to it.
  /// - Throws: `ImagingError` with code `.cannotEncode` or `.memory`.
  static func jpeg(_ raster: Raster, width: Int) throws(ImagingError) -> String {
    let height = max(1, raster.height * width / max(1, raster.width))
    let shown = raster.width > width ? raster.resampled(width: width, height: height) : raster
    return address(try shown.jpeg(quality: quality), type: "image/jpeg")
  }

  /// A drawing.
  static func svg(_ data: Data) -> String { address(data, type: "image/svg+xml") }

  // MARK: -

  private static let quality = 84

  private static func address(_ data: Data, type: String) -> String {
    "data:\(type);base64,\(data.base64EncodedString())"
  }
}
