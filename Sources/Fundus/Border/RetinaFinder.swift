internal import CKernels
import Imaging
import Workbench

/// Finds the retina on a photograph and the square that is cut out around it.
///
/// The rule works on block means; the longer side of the picture has at most 512 blocks:
/// 1. Brightness of a block is the mean over its pixels of the largest channel. Where three of the four corners
///    are white (mean of the smallest channel at least 200; the fourth may hold lettering), it is 255 minus the
///    mean of the smallest channel, so that a white border is as dark as a black one.
/// 2. The border's level b is the darkest of the four corners, the retina's level f the 95th percentile of the
///    picture. Where b exceeds half of f there is no border, and the retina is the whole picture. A picture
///    that is nearly of one brightness (5th and 95th percentile less than 4 apart) shows nothing and is an
///    error.
/// 3. Retina is the largest connected set of blocks brighter than b + `threshold` (f - b).
/// 4. A circle is fitted to that set's rim, without the parts that the picture's edge cuts off. It counts where
///    the median residual is at most 1 % of the radius and it explains most of the rim and at least a quarter
///    of all directions; otherwise the ellipse in the set's bounding box is used.
/// 5. The crop is the square around the visible part of the outline, as large as its longer side: it is
///    isotropic, and extends beyond the picture where the camera cut the disc off.
public struct RetinaFinder: Hashable, Sendable {
  /// How bright a block of retina must be, from 0 (the border's level) to 1 (the retina's level)
  /// (`data.border_threshold`).
  public var threshold: Double

  /// A finder with the given threshold.
  public init(threshold: Double = 0.1) { self.threshold = threshold }

  /// What was found on a picture, in that picture's pixels.
  public struct Finding: Hashable, Sendable {
    /// The retina.
    public var outline: RetinaOutline
    /// The square to cut out, with integer edges; it may extend beyond the picture.
    public var cropBox: Box
    /// How the outline was found.
    public var method: Method
    /// How far inside the outline the border may still be visible, in source pixels. With a white border it is one
    /// block, the precision of the outline. With a black border it is 0, so that no retina is lost.
    public var seamPixels: Float
  }

  /// How an outline was found.
  public enum Method: String, Hashable, Sendable, Codable {
    /// A circle was fitted to the rim.
    case circle
    /// No circle fits; the ellipse in the bounding box of the bright part is used.
    case boundingBox = "bounding_box"
    /// The picture has no border.
    case wholePicture = "whole_picture"
  }

  /// Finds the retina.
  ///
  /// - Parameter scale: the picture's pixels per source pixel if it was decoded at a smaller scale. The finding is in
  ///   source pixels.
  /// - Throws: `FundusError` `.broken` if the picture is too small or shows nothing.
  public func find(on picture: Raster, place: String, source: Extent) throws(FundusError) -> Finding {
    let blocks = try Blocks(picture, place: place)
    let whole = Box(minX: 0, minY: 0, maxX: Float(source.width), maxY: Float(source.height))
    let scale = Float(blocks.factor) * Float(source.width) / Float(picture.width)

    let seam = blocks.isInverted ? scale : 0

    let (dark, dim, bright) = blocks.levels()
    let remedy = "Replace it by the photograph, or remove its row."
    guard bright >= 8 || blocks.isInverted else {
      throw FundusError(
        .broken, at: place, "shows nothing: 95 % of it are as dark as \(bright) of 255", remedy: remedy)
    }
    guard bright - dim >= 4 else {
      let level = blocks.isInverted ? 255 - bright : bright
      throw FundusError(
        .broken, at: place, "shows nothing: 90 % of it have the same brightness, about \(level) of 255",
        remedy: remedy)
    }
    if dark > bright / 2 {
      let outline = RetinaOutline(
        centreX: whole.centreX, centreY: whole.centreY, radiusX: whole.width, radiusY: whole.height,
        picture: whole)
      return Finding(
        outline: outline, cropBox: Self.square(around: whole), method: .wholePicture, seamPixels: seam)
    }
    let cut = dark + Int(threshold * Double(bright - dark))
    guard let rim = blocks.rim(above: cut), rim.areaFraction >= 0.05 else {
      throw FundusError(
        .broken, at: place, "shows no retina: less than 5 % of it is brighter than its border",
        remedy: "\(remedy) A very dark retina may need a lower data.border_threshold.")
    }
    var outline: RetinaOutline
    var method = Method.boundingBox
    if let fit = CircleFit(through: rim.points), fit.medianResidualFraction <= 0.01,
      fit.inlierFraction >= 0.6, fit.arcFraction >= 0.25
    {
      method = .circle
      outline = RetinaOutline(
        centreX: Float(fit.centreX) * scale, centreY: Float(fit.centreY) * scale,
        radiusX: Float(fit.radius) * scale, radiusY: Float(fit.radius) * scale, picture: whole)
    } else {
      let box = rim.box.mapped(scale: scale)
      outline = RetinaOutline(
        centreX: box.centreX, centreY: box.centreY, radiusX: box.width / 2, radiusY: box.height / 2,
        picture: whole)
    }
    return Finding(
      outline: outline, cropBox: Self.square(around: outline.visibleBox), method: method, seamPixels: seam)
  }

  // MARK: -

  /// The smallest square with whole edges around the centre of a box.
  private static func square(around box: Box) -> Box {
    let side = max(box.width, box.height).rounded(.up)
    let left = (box.centreX - side / 2).rounded()
    let top = (box.centreY - side / 2).rounded()
    return Box(minX: left, minY: top, maxX: left + side, maxY: top + side)
  }
}

/// A photograph as block means of its brightness.
private struct Blocks {
  let factor: Int
  let width: Int
  let height: Int
  /// Whether the border is white, so that 0 is white and 255 black.
  private(set) var isInverted = false
  private var values: [UInt8]

  init(_ picture: Raster, place: String) throws(FundusError) {
    guard min(picture.width, picture.height) >= 32 else {
      throw FundusError(
        .broken, at: place, "is only \(picture.width) x \(picture.height) pixels large",
        remedy: "A photograph has at least 32 in both directions: replace it, or remove its row.")
    }
    factor = (max(picture.width, picture.height) + 511) / 512
    width = picture.width / factor
    height = picture.height / factor
    guard width >= 16, height >= 16 else {
      throw FundusError(
        .broken, at: place, "is too narrow: \(picture.width) x \(picture.height) pixels",
        remedy: "Replace it by the photograph, or remove its row.")
    }
    values = [UInt8](repeating: 0, count: width * height)
    var smallest = values
    ck_fundus_shrink(
      picture.samples, Int32(picture.width), Int32(picture.height), Int32(picture.channelCount),
      Int32(factor), &values, &smallest)
    if corners(of: smallest).count(where: { $0 >= 200 }) >= 3 {
      isInverted = true
      values = smallest.map { 255 - $0 }
    }
  }

  /// The level of the border, the 5th percentile and that of the retina, the 95th; 0...255.
  func levels() -> (dark: Int, dim: Int, bright: Int) {
    var counts = [Int64](repeating: 0, count: 256)
    ck_fundus_histogram(values, Int64(values.count), &counts)
    func percentile(_ fraction: Double) -> Int {
      let wanted = Int64(fraction * Double(values.count))
      var sum: Int64 = 0
      return counts.firstIndex { count in
        sum += count
        return sum > wanted
      } ?? 255
    }
    return (corners(of: values).min() ?? 0, percentile(0.05), percentile(0.95))
  }

  /// The rim of the largest part above a level: its points (block centres), box and share of the picture.
  func rim(above level: Int) -> (points: [(x: Double, y: Double)], box: Box, areaFraction: Double)? {
    var mask = [UInt8](repeating: 0, count: values.count)
    var stack = [Int32](repeating: 0, count: values.count)
    let area = ck_fundus_largest_component(values, Int32(width), Int32(height), Int32(level), &mask, &stack)
    guard area > 0 else { return nil }
    var left = [Int32](repeating: 0, count: height)
    var right = left
    var top = [Int32](repeating: 0, count: width)
    var bottom = top
    ck_fundus_extents(mask, Int32(width), Int32(height), &left, &right, &top, &bottom)

    var points: [(x: Double, y: Double)] = []
    // At the picture's edge the camera cut the retina off, so blocks there are not its rim.
    let margin: Int32 = 1
    for row in 0..<height where left[row] >= 0 {
      let y = Double(row) + 0.5
      if left[row] > margin { points.append((Double(left[row]) + 0.5, y)) }
      if right[row] < Int32(width) - 1 - margin { points.append((Double(right[row]) + 0.5, y)) }
    }
    for column in 0..<width where top[column] >= 0 {
      let x = Double(column) + 0.5
      if top[column] > margin { points.append((x, Double(top[column]) + 0.5)) }
      if bottom[column] < Int32(height) - 1 - margin { points.append((x, Double(bottom[column]) + 0.5)) }
    }
    let rows = left.indices.filter { left[$0] >= 0 }
    let columns = top.indices.filter { top[$0] >= 0 }
    let box = Box(
      minX: Float(columns.first ?? 0), minY: Float(rows.first ?? 0), maxX: Float((columns.last ?? 0) + 1),
      maxY: Float((rows.last ?? 0) + 1))
    return (points, box, Double(area) / Double(values.count))
  }

  // MARK: -

  /// The mean of each corner, a square of a fiftieth of the shorter side.
  private func corners(of values: [UInt8]) -> [Int] {
    let side = max(2, min(width, height) / 50)
    return [(0, 0), (width - side, 0), (0, height - side), (width - side, height - side)].map { x, y in
      var sum = 0
      for row in y..<y + side {
        for column in x..<x + side { sum += Int(values[row * width + column]) }
      }
      return sum / (side * side)
    }
  }
}
