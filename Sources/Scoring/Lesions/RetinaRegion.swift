import Workbench

/// The retina in the frame. Blind boxes are placed there, not in the black border.
public struct RetinaRegion: Sendable {
  private enum Shape: Sendable {
    case circle(x: Float, y: Float, radius: Float)
    case mask(bits: [UInt8], width: Int, height: Int, pixels: Float)
  }

  private let shape: Shape
  private let bounds: Box

  /// A disc, cut off at the frame (cameras cut off the top and bottom).
  public static func circle(centreX: Float, centreY: Float, radius: Float, in frame: Box) -> RetinaRegion {
    let disc = Box(centreX: centreX, centreY: centreY, side: 2 * radius)
    return RetinaRegion(
      shape: .circle(x: centreX, y: centreY, radius: radius), bounds: disc.intersection(frame))
  }

  /// A mask, [height, width] of 0 or not 0, whose pixels are `pixels` frame pixels wide.
  public static func mask(_ bits: [UInt8], width: Int, height: Int, pixels: Float) -> RetinaRegion {
    precondition(bits.count == width * height && pixels > 0, "a mask has width times height bits")
    let bounds = Box(minX: 0, minY: 0, maxX: Float(width) * pixels, maxY: Float(height) * pixels)
    return RetinaRegion(
      shape: .mask(bits: bits, width: width, height: height, pixels: pixels), bounds: bounds)
  }

  /// Whether a point of the frame is retina.
  public func contains(x: Float, y: Float) -> Bool {
    guard bounds.contains(x: x, y: y) else { return false }
    switch shape {
    case .circle(let centreX, let centreY, let radius):
      return (x - centreX) * (x - centreX) + (y - centreY) * (y - centreY) <= radius * radius
    case .mask(let bits, let width, let height, let pixels):
      let column = min(width - 1, Int(x / pixels))
      let row = min(height - 1, Int(y / pixels))
      return bits[row * width + column] != 0
    }
  }

  /// The fraction of the retina that lies inside any of the boxes, counted on a lattice of 96 x 96 points.
  ///
  /// 0 where there is no retina.
  public func coveredFraction(_ boxes: [Box]) -> Double {
    let steps = 96
    var inside = 0
    var covered = 0
    for row in 0..<steps {
      let y = bounds.minY + (Float(row) + 0.5) / Float(steps) * bounds.height
      for column in 0..<steps {
        let x = bounds.minX + (Float(column) + 0.5) / Float(steps) * bounds.width
        guard contains(x: x, y: y) else { continue }
        inside += 1
        if boxes.contains(where: { $0.contains(x: x, y: y) }) { covered += 1 }
      }
    }
    return inside > 0 ? Double(covered) / Double(inside) : 0
  }

  /// A point drawn uniformly from the retina; nil if a thousand tries find none.
  func point(_ stream: inout RandomStream) -> (x: Float, y: Float)? {
    for _ in 0..<1000 {
      let x = bounds.minX + Float(stream.uniform()) * bounds.width
      let y = bounds.minY + Float(stream.uniform()) * bounds.height
      if contains(x: x, y: y) { return (x, y) }
    }
    return nil
  }
}
