import CKernels
import Workbench

/// Finds spots by scale space: places where the local contrast of a colour curves most, in all directions.
///
/// A vessel curves strongly across and hardly along itself. Therefore the smaller eigenvalue of the Hessian is searched,
/// not its trace (for bright spots that of the negative). Contrast of the other sign is cut off before. Its maxima over place and scale are the spots.
/// Source: Lindeberg 1998, "Feature detection with automatic scale selection", section 5; deviation: the smaller eigenvalue
/// in place of the trace or determinant.
public struct SpotFinder: Sendable {
  /// Which places count.
  public let configuration: SpotConfiguration

  /// A finder of such places.
  public init(_ configuration: SpotConfiguration) { self.configuration = configuration }

  /// The proposals of a picture, the dark ones first, each polarity by strength; of equally strong ones the upper, then the
  /// left one first.
  public func spots(of picture: ContrastPicture, budget: ResourceBudget = .machine) -> [Spot] {
    let unit = Double(picture.side) / Double(SpotConfiguration.referencePixels)
    let sigmas = configuration.scales.map { Float(max(0.7, $0 * unit)) }
    let inside = picture.inside(margin: Int((configuration.margin * unit).rounded()))
    let space = ScaleSpace(
      picture, channels: configuration.channels, ceiling: Float(configuration.otherContrast), sigmas: sigmas,
      inside: inside, threadCount: budget.threadCount)
    return Spot.Polarity.allCases.flatMap { polarity in
      let map = space.map(polarity)
      return apart(Self.peaks(of: map.strengths, side: picture.side), side: picture.side, unit: unit).map {
        peak in
        Spot(
          x: Float(peak % picture.side) + 0.5, y: Float(peak / picture.side) + 0.5,
          scale: sigmas[Int(map.scales[peak])],
          polarity: polarity, strength: map.strengths[peak])
      }
    }
  }

  // MARK: -

  /// The half width of the square in which a peak is the highest place.
  private static let peakReach: Int32 = 2

  /// The peaks of a map, the highest first.
  private static func peaks(of strengths: [Float], side: Int) -> [Int] {
    // Two peaks are at least peakReach + 1 apart along x or y.
    let limit = (side / Int(peakReach + 1) + 1) * (side / Int(peakReach + 1) + 1)
    let peaks = [UInt32](unsafeUninitializedCapacity: limit) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      count = Int(ck_spot_peaks(strengths, Int32(side), peakReach, Int64(limit), base))
    }
    return peaks.map(Int.init).sorted { (-strengths[$0], $0) < (-strengths[$1], $1) }
  }

  /// The highest peaks that are far enough from all higher ones.
  private func apart(_ peaks: [Int], side: Int, unit: Double) -> [Int] {
    let distance = configuration.distance * unit
    var taken: [Int] = []
    for peak in peaks where taken.count < configuration.proposalCount {
      let (x, y) = (peak % side, peak / side)
      let isFree = taken.allSatisfy {
        max(abs($0 % side - x), abs($0 / side - y)) >= Int(distance.rounded(.up))
      }
      if isFree { taken.append(peak) }
    }
    return taken
  }
}
