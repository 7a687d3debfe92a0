import Workbench

/// The attributes of a feature file's root.
public struct FeatureAttributes: Hashable, Sendable {
  /// The cells of the attention maps, g per side (14 at 492 pixels), and where they look, in view pixels.
  ///
  /// In the file these are `grid`, `cell_first` (the centre of row or column 0) and `cell_stride`. Earlier versions
  /// of the program wrote files without the last two; there, cells tile the view.
  public var cells: CellGrid
  /// Side of the view in pixels.
  public var viewPixels: Int
  /// Side of the zoom picture in pixels.
  public var zoomPixels: Int
  /// Resolved precision of the network that made the features: `f32` or `bf16`.
  public var precision: String
  /// SHA-256 of the checkpoint, 64 hexadecimal digits.
  public var checkpointSHA256: String
  /// The resolved configuration as YAML text, below 60,000 bytes.
  public var configuration: String
  /// The folder that `/image/path` is relative to.
  public var dataRoot: String
  /// Version of the program that wrote the file.
  public var programVersion: String

  /// What a row stands for.
  public var unit: MinedUnit
  /// How the features of spots were made, such as `profile`; nil in a file of cells, where they are M.
  public var descriptor: String?

  /// Values for every attribute.
  public init(
    unit: MinedUnit = .cell, descriptor: String? = nil, cells: CellGrid, viewPixels: Int, zoomPixels: Int,
    precision: String, checkpointSHA256: String,
    configuration: String, dataRoot: String, programVersion: String
  ) {
    self.unit = unit
    self.descriptor = descriptor
    self.cells = cells
    self.viewPixels = viewPixels
    self.zoomPixels = zoomPixels
    self.precision = precision
    self.checkpointSHA256 = checkpointSHA256
    self.configuration = configuration
    self.dataRoot = dataRoot
    self.programVersion = programVersion
  }

  /// g: cells along one side of the attention maps.
  public var grid: Int { cells.count }

  /// Whether the blocks of another file may be joined with those of this one: all attributes agree except the data
  /// root, which may move.
  func agrees(with other: FeatureAttributes) -> Bool {
    var moved = other
    moved.dataRoot = dataRoot
    return self == moved
  }
}
