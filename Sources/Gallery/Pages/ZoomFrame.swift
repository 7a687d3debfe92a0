import FeatureStore
import Workbench

/// Where a zoom picture lies in its source picture.
struct ZoomFrame {
  let sidePixels: Int
  private let crop: Box
  private let scale: Float

  init(of image: FeatureImage, sidePixels: Int) {
    self.sidePixels = sidePixels
    crop = image.cropBox
    scale = Float(sidePixels) / crop.width
  }

  /// A box of source pixels in zoom pixels.
  func zoom(_ box: Box) -> Box {
    box.mapped(scale: scale, offsetX: -crop.minX * scale, offsetY: -crop.minY * scale)
  }

  /// A box of zoom pixels in source pixels.
  func source(_ box: Box) -> Box {
    box.mapped(scale: 1 / scale, offsetX: crop.minX, offsetY: crop.minY)
  }
}
