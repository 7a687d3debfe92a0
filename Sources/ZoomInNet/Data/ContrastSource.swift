import Fundus
import Imaging

/// Replaces pictures by their local contrast, as 8-bit codes.
struct ContrastSource: PictureSource {
  let source: any PictureSource
  let contrast: LocalContrast

  func view(_ index: Int) throws -> Raster { contrast.codes(of: try source.view(index)) }

  func zoom(_ index: Int) throws -> Raster { contrast.codes(of: try source.zoom(index)) }
}
