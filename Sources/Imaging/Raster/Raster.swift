/// A picture in memory: 8-bit samples, rows from the top, channels interleaved.
///
/// `samples[(row * width + column) * channelCount + channel]`, 0...255, sRGB-encoded; one channel is grey,
/// three are red, green, blue. There is no alpha: codecs compose it on black.
public struct Raster: Hashable, Sendable {
  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int
  /// 1 (grey) or 3 (red, green, blue).
  public let channelCount: Int
  /// The samples, `width * height * channelCount` of them.
  public var samples: [UInt8]

  /// A picture from its samples.
  public init(width: Int, height: Int, channelCount: Int, samples: [UInt8]) {
    precondition(channelCount == 1 || channelCount == 3, "a raster has one or three channels")
    precondition(samples.count == width * height * channelCount, "samples do not fill the raster")
    self.width = width
    self.height = height
    self.channelCount = channelCount
    self.samples = samples
  }

  /// A picture with all samples equal.
  public init(width: Int, height: Int, channelCount: Int, filledWith sample: UInt8 = 0) {
    self.init(
      width: width, height: height, channelCount: channelCount,
      samples: Array(repeating: sample, count: width * height * channelCount))
  }
}
