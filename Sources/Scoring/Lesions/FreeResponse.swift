/// Free-response operating characteristic: how many lesions scored places find, against how many places a picture are wrong.
///
/// A place finds every lesion at which it lies; places at none are wrong, and a lesion that is found again counts once. All
/// places from some score on are taken; places of one score are taken together.
/// Source: Bunch et al. 1978; the protocol of counted hits is that of the Retinopathy Online Challenge, Niemeijer et al.
/// 2010. Deviation: none.
public struct FreeResponse: Sendable {
  /// A scored place.
  public struct Place: Sendable {
    /// Higher means more likely a lesion; not NaN.
    public let score: Double
    /// The lesions at which it lies, numbered over all pictures; none: it is wrong.
    public let lesions: [Int]

    /// A place.
    public init(score: Double, lesions: [Int]) {
      self.score = score
      self.lesions = lesions
    }
  }

  /// Lesions of all pictures.
  public let lesionCount: Int
  /// Pictures.
  public let pictureCount: Int
  /// False places a picture and the share of lesions found, after each score from the highest on.
  private let points: [(falsePerPicture: Double, sensitivity: Double)]

  /// The response of places on pictures with some lesions; nil without a lesion or a picture.
  public init?(_ places: [Place], lesionCount: Int, pictureCount: Int) {
    guard lesionCount > 0, pictureCount > 0 else { return nil }
    precondition(places.allSatisfy { !$0.score.isNaN }, "a score is a number")
    self.lesionCount = lesionCount
    self.pictureCount = pictureCount
    let order = places.indices.sorted { (-places[$0].score, $0) < (-places[$1].score, $1) }
    var found: Set<Int> = []
    var falseCount = 0
    var points: [(Double, Double)] = []
    for (position, index) in order.enumerated() {
      if places[index].lesions.isEmpty { falseCount += 1 } else { found.formUnion(places[index].lesions) }
      let isLast =
        position + 1 == order.count || places[order[position + 1]].score != places[index].score
      if isLast {
        points.append(
          (Double(falseCount) / Double(pictureCount), Double(found.count) / Double(lesionCount)))
      }
    }
    self.points = points
  }

  /// The largest share of lesions found, 0...1, with at most `falsePerPicture` wrong places a picture on average.
  public func sensitivity(atFalsePerPicture falsePerPicture: Double) -> Double {
    points.last { $0.falsePerPicture <= falsePerPicture }?.sensitivity ?? 0
  }
}
