import Workbench

/// How much of a picture a region's tile shows: a key of `mosaic`.
public struct TileGeometry: Hashable, Sendable {
  /// Width of the square around the receptive field's centre of the peak's cell, in attention cells (the distance
  /// between the centres of two neighbours).
  public var cells: Double

  /// Tiles of the given width; by default two cells.
  public init(cells: Double = 2) { self.cells = cells }
}

extension TileGeometry: Configurable {
  public static let keys: [SettingKey<TileGeometry>] = [
    .number(
      "crop_cells", \.cells, 0.5...1_000, unit: "attention cells",
      "Side of a tile, cut from the source around the peak's cell; a cell's side is the distance between two cells' centres."
    ).changing(.resultsFrom(.judge))
  ]
}
