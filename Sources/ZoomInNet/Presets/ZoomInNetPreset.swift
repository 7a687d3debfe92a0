import Workbench

/// A network of fixed sizes: everything that decides the shape of a parameter or of M.
///
/// The table of presets is `ZoomInNetPreset.all`; a test compares each row's sizes, parameter count and cost with its
/// graph.
public struct ZoomInNetPreset: Hashable, Sendable, CustomStringConvertible {
  /// The name in experiment files.
  public var name: String
  /// Side of the square picture M-Net sees, in pixels.
  public var viewPixels: Int
  /// Side of the square picture that patches are cut from, in pixels.
  public var zoomPixels: Int
  /// Rows and columns of M, and the centres of its cells' receptive fields in the view.
  public var cells: CellGrid
  /// Channels of M.
  public var channelCount: Int
  /// Channels of d_C.
  public var patchChannelCount: Int
  /// M-Net's trunk.
  public var mNet: MNetConfiguration
  /// A-Net's heads.
  public var aNet: ANetConfiguration
  /// C-Net's trunk.
  public var cNet: CNetConfiguration
  /// Learned numbers of M-Net with its classifier and A-Net's heads.
  public var eyeParameterCount: Int
  /// Learned numbers of C-Net with its classifier.
  public var patchParameterCount: Int

  /// The preset of a name; nil if there is none.
  public static func named(_ name: String) -> ZoomInNetPreset? { all.first { $0.name == name } }

  /// Every preset, smallest first.
  public static let all: [ZoomInNetPreset] = [.testing, .small, .lite, .paper, .paperWide]

  /// g: rows and columns of M.
  public var grid: Int { cells.count }

  public var description: String { name }
}
