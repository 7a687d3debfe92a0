import Foundation
import Workbench

/// A prepared picture: measurements of the source, and the location of the zoom square.
public struct PreparedPicture: Hashable, Sendable {
  /// The square that was cut out, in source pixels. It is black where it extends beyond the picture.
  public let cropBox: Box
  /// Width of the source, as decoded (EXIF rotation applied).
  public let sourceWidth: Int
  /// Height of the source.
  public let sourceHeight: Int
  /// Length of the source file, a nuisance measurement.
  public let sourceByteCount: Int
  /// Hash of the source file.
  public let sha256: String
  /// The retina, in source pixels.
  public let outline: RetinaOutline
  /// How the retina was found.
  public let method: RetinaFinder.Method
  /// The file that holds the zoom square.
  public let zoom: URL

  /// A box given in source pixels, in pixels of a square picture of the crop with the given side.
  public func box(_ source: Box, toSide side: Int) -> Box {
    let scale = Float(side) / cropBox.width
    return source.mapped(scale: scale, offsetX: -cropBox.minX * scale, offsetY: -cropBox.minY * scale)
  }

  /// A box given in pixels of a square picture of the crop with the given side, in source pixels.
  public func sourceBox(_ box: Box, fromSide side: Int) -> Box {
    box.mapped(scale: cropBox.width / Float(side), offsetX: cropBox.minX, offsetY: cropBox.minY)
  }

  /// The retina in pixels of a square picture of the crop with the given side.
  public func outline(side: Int) -> RetinaOutline {
    let scale = Float(side) / cropBox.width
    return outline.mapped(scale: scale, offsetX: -cropBox.minX * scale, offsetY: -cropBox.minY * scale)
  }

  /// For each cell of a grid over the crop, row by row, whether its centre is on the retina.
  public func retinaMask(grid: Int) -> [Bool] {
    outline(side: grid).mask(grid: grid, side: Float(grid))
  }
}

/// A picture that could not be prepared.
public struct SkippedPicture: Hashable, Sendable {
  /// The picture.
  public let id: String
  /// Its path, relative to the root.
  public let path: String
  /// What is wrong with it, as a clause such as "is only 3 x 3 pixels large".
  public let clause: String
  /// What can be done about it, as a sentence.
  public let remedy: String?

  /// Why it was skipped and what to do, as sentences.
  public var reason: String { "The picture \(clause).\(remedy.map { " \($0)" } ?? "")" }
}
