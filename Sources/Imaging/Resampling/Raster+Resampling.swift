internal import CKernels
import Workbench

extension Raster {
  /// How source pixels are weighted when a picture changes its size.
  ///
  /// All of them antialias: the more a picture shrinks, the more source pixels they use.
  public enum Filter: String, Sendable, CaseIterable {
    /// The exact mean over an output pixel's footprint (OpenCV's `INTER_AREA` when it shrinks).
    case area
    /// The triangle (Pillow's `BILINEAR`).
    case bilinear
    /// The windowed sinc of three lobes (Pillow's `LANCZOS`).
    case lanczos3
  }

  /// The whole picture at another width and height.
  ///
  /// - Precondition: all four sides are positive.
  public func resampled(width: Int, height: Int, filter: Filter = .area) -> Raster {
    if width == self.width && height == self.height { return self }
    let whole = Box(minX: 0, minY: 0, maxX: Float(self.width), maxY: Float(self.height))
    return crop(whole, toWidth: width, height: height, filter: filter)
  }

  /// A box of the picture, at any place and of any fractional size, resampled to a width and height.
  ///
  /// Everything outside the picture is black; an output pixel that is partly outside is darkened by that part.
  /// Inside the picture, the filter also reads pixels beyond the box, as Pillow's `resize(box=)` does.
  ///
  /// - Precondition: the box has a finite area above 0 and the output at least one pixel.
  public func crop(_ box: Box, toWidth: Int, height: Int, filter: Filter = .area) -> Raster {
    precondition(toWidth > 0 && height > 0, "a picture needs at least one pixel")
    precondition(box.area > 0 && box.area.isFinite, "a crop needs a positive area")
    let kind: ck_filter =
      switch filter {
      case .area: CK_FILTER_AREA
      case .bilinear: CK_FILTER_BILINEAR
      case .lanczos3: CK_FILTER_LANCZOS3
      }
    return Raster(Extent(width: toWidth, height: height), channelCount: channelCount) { result in
      let status = samples.withUnsafeBufferPointer {
        ck_resample(
          $0.baseAddress, Int32(width), Int32(self.height), Int32(channelCount), Double(box.minX),
          Double(box.minY), Double(box.maxX), Double(box.maxY), Int32(kind.rawValue), result, Int32(toWidth),
          Int32(height))
      }
      precondition(status == 0, "no memory for one row of pixels")
    }
  }

  /// The picture blurred by a Gaussian, cut off at three standard deviations. The edge is not darkened.
  ///
  /// - Parameter deviation: the standard deviation in pixels, above 0.
  public func blurred(deviation: Double) -> Raster {
    precondition(deviation > 0 && deviation.isFinite, "a blur needs a positive deviation")
    return Raster(extent, channelCount: channelCount) { result in
      let status = samples.withUnsafeBufferPointer {
        ck_blur($0.baseAddress, Int32(width), Int32(height), Int32(channelCount), deviation, result)
      }
      precondition(status == 0, "no memory for one row of pixels")
    }
  }
}
