/// How the extents of a data set are rows of features.
struct FeatureTable {
  /// The axis that counts the rows; the axes before it have the extent 1.
  let rowAxis: Int
  /// N.
  let rowCount: Int
  /// D.
  let dimension: Int

  /// A table [rows, dimensions], also within axes of extent 1: a batch [1, rows, dimensions] or pooled maps
  /// [rows, dimensions, 1, 1]; nil for anything else, and where it is not certain which axis counts the rows.
  init?(_ shape: [Int]) {
    if shape.count == 2 {
      self.init(rowAxis: 0, rowCount: shape[0], dimension: shape[1])
      return
    }
    guard shape.count > 2 else { return nil }
    let axes = shape.indices.filter { shape[$0] != 1 }
    switch axes.count {
    case 2: self.init(rowAxis: axes[0], rowCount: shape[axes[0]], dimension: shape[axes[1]])
    // One row: a batch [1, 1, dimensions], or pooled maps [1, dimensions, 1, 1].
    case 1 where axes[0] == shape.count - 1 || (axes[0] == 1 && shape.count == 4):
      self.init(rowAxis: 0, rowCount: 1, dimension: shape[axes[0]])
    default: return nil
    }
  }

  private init?(rowAxis: Int, rowCount: Int, dimension: Int) {
    guard dimension > 0 else { return nil }
    (self.rowAxis, self.rowCount, self.dimension) = (rowAxis, rowCount, dimension)
  }
}
