import Workbench

/// Boxes whose places do not depend on the picture.
enum BlindPlacement {
  /// Up to `count` boxes whose centres are drawn evenly from the retina, each outside the earlier ones'
  /// suppression; fewer if no such place is found in 200 tries, as the sampler also stops when no place is left.
  static func uniform(
    count: Int, rule: RegionRule, retina: RetinaRegion, _ stream: inout RandomStream
  ) -> [Box] {
    var centres: [(x: Float, y: Float)] = []
    while centres.count < count {
      var found = false
      for _ in 0..<200 where !found {
        guard let point = retina.point(&stream) else { break }
        guard !centres.contains(where: { rule.suppresses($0, point) }) else { continue }
        centres.append(point)
        found = true
      }
      guard found else { break }
    }
    return centres.map { rule.box(x: $0.x, y: $0.y) }
  }
}
