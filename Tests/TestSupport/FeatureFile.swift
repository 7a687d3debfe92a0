import FeatureStore
import Foundation
import Workbench

/// Feature files of one block, as tests make them.
public enum FeatureFile {
  /// Writes a file of the features in `block`, which were mined at 210 and 420 pixels unless others are named.
  ///
  /// - Parameter cells: where the attention looks; nil: cells that tile the view.
  public static func write(
    _ block: FeatureBlock, to url: URL, cells: CellGrid? = nil, viewPixels: Int = 210, zoomPixels: Int = 420,
    checkpoint: String = String(repeating: "0", count: 64), dataRoot: URL
  ) throws {
    let attributes = FeatureAttributes(
      unit: block.mDimension == nil ? .cell : .spot, descriptor: block.mDimension.map { _ in "test" },
      cells: cells ?? CellGrid(count: block.grid, tiling: Double(viewPixels)), viewPixels: viewPixels,
      zoomPixels: zoomPixels, precision: "f32", checkpointSHA256: checkpoint,
      configuration: "", dataRoot: dataRoot.path, programVersion: "test")
    let writer = FeatureWriter(
      file: url, attributes: attributes, dimension: block.dimension, mDimension: block.mDimension,
      blockCount: 1)
    try writer.write(block, index: 0)
    try writer.assemble()
  }
}
