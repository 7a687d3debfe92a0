import Foundation
import Imaging
import Synchronization

/// A source of pictures by index: squares of the preset's two sizes.
///
/// A prepared set is a source; tests draw their own pictures.
public protocol PictureSource: Sendable {
  /// The whole picture, `viewPixels` square.
  func view(_ index: Int) throws -> Raster
  /// The picture that patches are cut from, `zoomPixels` square.
  func zoom(_ index: Int) throws -> Raster
}

/// Keeps decoded pictures in memory, in the order of requests, until its memory is full.
public final class PictureCache: PictureSource {
  private struct Content {
    var views: [Int: Raster] = [:]
    var zooms: [Int: Raster] = [:]
    var freeBytes: Int
  }

  private let source: any PictureSource
  private let content: Mutex<Content>

  /// A cache of at most `byteCount` bytes in front of a source.
  public init(_ source: any PictureSource, byteCount: Int) {
    self.source = source
    content = Mutex(Content(freeBytes: byteCount))
  }

  public func view(_ index: Int) throws -> Raster {
    try picture(index, \.views, source.view)
  }

  public func zoom(_ index: Int) throws -> Raster {
    try picture(index, \.zooms, source.zoom)
  }

  private func picture(
    _ index: Int, _ place: WritableKeyPath<Content, [Int: Raster]> & Sendable,
    _ load: (Int) throws -> Raster
  ) throws -> Raster {
    if let kept = content.withLock({ $0[keyPath: place][index] }) { return kept }
    let raster = try load(index)
    content.withLock { content in
      guard content.freeBytes >= raster.samples.count, content[keyPath: place][index] == nil else { return }
      content[keyPath: place][index] = raster
      content.freeBytes -= raster.samples.count
    }
    return raster
  }
}
