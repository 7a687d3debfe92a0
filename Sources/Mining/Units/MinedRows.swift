import FeatureStore
import ZoomInNet

/// The rows of one picture in a feature file.
struct MinedRows {
  var regions: [FeatureRegion] = []
  /// [regions, dimension].
  var features: [Float] = []
  /// [regions, channels of M] for spots; empty for cells.
  var mFeatures: [Float] = []
}

/// Makes the rows of one unit, cells or spots, from a picture's predictions.
protocol RowMaker {
  /// What a row stands for.
  var unit: MinedUnit { get }
  /// Numbers per feature.
  var dimension: Int { get }
  /// Channels of M that are stored beside the features; nil if the features are M.
  var mDimension: Int? { get }
  /// How the features are made; nil if they are M.
  var descriptor: String? { get }

  /// The rows of a picture, in rank order.
  func rows(of prediction: PicturePrediction) throws -> MinedRows
}
