/// The shape of one item's features; batches are `[items, channels, height, width]`, row-major.
public struct FeatureShape: Hashable, Sendable, CustomStringConvertible {
  /// Channels, at least 1.
  public var channels: Int
  /// Rows, at least 1.
  public var height: Int
  /// Columns, at least 1.
  public var width: Int

  /// A shape; a vector is `channels` at 1 x 1.
  public init(channels: Int, height: Int = 1, width: Int = 1) {
    precondition(channels > 0 && height > 0 && width > 0, "a feature shape is positive")
    self.channels = channels
    self.height = height
    self.width = width
  }

  /// Values of one channel.
  public var positionCount: Int { height * width }
  /// Values of one item.
  public var valueCount: Int { channels * height * width }
  public var description: String { "\(channels)x\(height)x\(width)" }
}
