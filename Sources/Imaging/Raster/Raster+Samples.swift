internal import CKernels

extension Raster {
  /// A picture whose samples are all written by `fill`, through the pointer.
  init(_ extent: Extent, channelCount: Int, fill: (UnsafeMutablePointer<UInt8>) -> Void) {
    let count = extent.pixelCount * channelCount
    let samples = [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      if let pointer = buffer.baseAddress, count > 0 { fill(pointer) }
      initializedCount = count
    }
    self.init(width: extent.width, height: extent.height, channelCount: channelCount, samples: samples)
  }

  /// The picture with three channels; grey becomes equal red, green and blue.
  public func rgb() -> Raster {
    guard channelCount == 1 else { return self }
    return Raster(extent, channelCount: 3) { result in
      samples.withUnsafeBufferPointer { ck_grey_to_rgb($0.baseAddress, result, extent.pixelCount) }
    }
  }

  /// The picture with one channel: luma, 0.299 R + 0.587 G + 0.114 B.
  ///
  /// Source: ITU-R BT.601; in 16-bit fixed point, as Pillow's mode `L`.
  public func grey() -> Raster {
    guard channelCount == 3 else { return self }
    return Raster(extent, channelCount: 1) { result in
      samples.withUnsafeBufferPointer { ck_rgb_to_grey($0.baseAddress, result, extent.pixelCount) }
    }
  }

  /// A piece of the picture, copied pixel by pixel. Pixels outside the picture are black.
  ///
  /// - Precondition: `width` and `height` are not negative.
  public func cropped(x: Int, y: Int, width: Int, height: Int) -> Raster {
    var piece = Raster(width: width, height: height, channelCount: channelCount)
    let columns = max(0, x)..<max(0, x, min(self.width, x + width))
    let rows = max(0, y)..<max(0, y, min(self.height, y + height))
    guard !columns.isEmpty else { return piece }
    let count = columns.count * channelCount
    for row in rows {
      let from = (row * self.width + columns.lowerBound) * channelCount
      let to = ((row - y) * width + columns.lowerBound - x) * channelCount
      piece.samples.replaceSubrange(to..<to + count, with: samples[from..<from + count])
    }
    return piece
  }
}
