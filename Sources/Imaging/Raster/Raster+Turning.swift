internal import CKernels

extension Raster {
  /// The picture turned clockwise by `quarterTurns` times 90 degrees; a negative number turns it counter-clockwise.
  public func rotated(quarterTurns: Int) -> Raster {
    switch ((quarterTurns % 4) + 4) % 4 {
    case 1: turned(from: (height - 1) * width, stepX: -width, stepY: 1, transposed: true)
    case 2: turned(from: height * width - 1, stepX: -1, stepY: -width, transposed: false)
    case 3: turned(from: width - 1, stepX: width, stepY: -1, transposed: true)
    default: self
    }
  }

  /// The picture with left and right exchanged.
  public func flippedHorizontally() -> Raster {
    turned(from: width - 1, stepX: -1, stepY: width, transposed: false)
  }

  /// The picture with top and bottom exchanged.
  public func flippedVertically() -> Raster {
    turned(from: (height - 1) * width, stepX: 1, stepY: -width, transposed: false)
  }

  /// The picture as it is meant to be seen, by the number of the EXIF or TIFF orientation tag.
  ///
  /// Source: TIFF 6.0, tag 274. 1 is upright; a number outside 1...8 counts as upright.
  func upright(orientation: Int) -> Raster {
    switch orientation {
    case 2: flippedHorizontally()
    case 3: rotated(quarterTurns: 2)
    case 4: flippedVertically()
    case 5: rotated(quarterTurns: 1).flippedHorizontally()
    case 6: rotated(quarterTurns: 1)
    case 7: rotated(quarterTurns: 1).flippedVertically()
    case 8: rotated(quarterTurns: 3)
    default: self
    }
  }

  // MARK: -

  /// Output pixel (x, y) = source pixel `base + x * stepX + y * stepY`.
  private func turned(from base: Int, stepX: Int, stepY: Int, transposed: Bool) -> Raster {
    let extent = transposed ? extent.transposed : extent
    return Raster(extent, channelCount: channelCount) { result in
      samples.withUnsafeBufferPointer {
        ck_turn(
          $0.baseAddress, Int32(channelCount), base, stepX, stepY, result, Int32(extent.width),
          Int32(extent.height))
      }
    }
  }
}
