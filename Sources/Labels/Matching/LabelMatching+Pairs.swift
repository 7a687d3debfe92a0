import Workbench

extension LabelMatching {
  /// Pairs boxes of two readers on one picture that are the same place: those of at least `minimumOverlap`, the most
  /// overlapping first, every box in one pair at most.
  ///
  /// Among equally overlapping pairs the one whose corners come first is taken, whoever drew which box, so exchanging
  /// the readers exchanges the pairs and changes nothing else.
  ///
  /// - Returns: (index of the first's box, index of the second's), in the order of pairing.
  /// - Complexity: O(n m log n m) for n and m boxes.
  public func pairs(of first: [Box], with second: [Box]) -> [(Int, Int)] {
    var candidates: [(overlap: Float, corners: [Float], pair: (Int, Int))] = []
    for (i, box) in first.enumerated() {
      for (j, other) in second.enumerated() {
        let overlap = box.intersectionOverUnion(other)
        guard overlap >= minimumOverlap else { continue }
        let corners = [box.coordinates, other.coordinates].sorted { $0.lexicographicallyPrecedes($1) }
        candidates.append((overlap, corners[0] + corners[1], (i, j)))
      }
    }
    candidates.sort {
      $0.overlap != $1.overlap
        ? $0.overlap > $1.overlap : $0.corners.lexicographicallyPrecedes($1.corners)
    }
    var (usedOfFirst, usedOfSecond): (Set<Int>, Set<Int>) = ([], [])
    return candidates.map(\.pair).filter { i, j in
      guard !usedOfFirst.contains(i), !usedOfSecond.contains(j) else { return false }
      usedOfFirst.insert(i)
      usedOfSecond.insert(j)
      return true
    }
  }
}
