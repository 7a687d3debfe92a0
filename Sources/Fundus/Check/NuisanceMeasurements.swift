internal import CKernels
import Imaging
import Workbench

/// Measurements of a picture that do not depend on lesions: mean colour, a thumbnail of 8 x 8 grey values, length of
/// the file, size and position.
///
/// If a logistic regression on these predicts the grade, a network's accuracy says little.
public struct NuisanceMeasurements: Hashable, Sendable {
  /// The names of the measurements.
  public static let columns: [String] =
    ["mean_red", "mean_green", "mean_blue"] + (0..<64).map { "grey_\($0 / 8)_\($0 % 8)" }
    + [
      "source_bytes", "bytes_per_pixel", "source_width", "source_height", "crop_x0", "crop_y0", "crop_side",
    ]

  /// The measurements, in the order of `columns`; colours in 0...255, the rest in bytes and pixels.
  public let values: [Double]

  /// Measures a picture by its view.
  public init(view: Raster, picture: PreparedPicture) {
    let colour = view.rgb()
    let count = colour.width * colour.height
    var sums = [Int64](repeating: 0, count: 3)
    ck_fundus_channel_sums(colour.samples, Int64(count), 3, &sums)
    let thumbnail = colour.resampled(width: 8, height: 8, filter: .area)
    let grey = (0..<64).map { cell in
      let pixel = thumbnail.samples[3 * cell..<3 * cell + 3].map(Double.init)
      return 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2]
    }
    values =
      sums.map { Double($0) / Double(count) } + grey + [
        Double(picture.sourceByteCount),
        Double(picture.sourceByteCount) / Double(picture.sourceWidth * picture.sourceHeight),
        Double(picture.sourceWidth), Double(picture.sourceHeight), Double(picture.cropBox.minX),
        Double(picture.cropBox.minY), Double(picture.cropBox.width),
      ]
  }
}

extension PreparedSet {
  /// The nuisance measurements of a picture.
  ///
  /// - Throws: `ImagingError` if the store's file vanished or was damaged.
  public func nuisance(_ index: Int) throws(ImagingError) -> NuisanceMeasurements {
    NuisanceMeasurements(view: try view(index), picture: pictures[index])
  }
}
