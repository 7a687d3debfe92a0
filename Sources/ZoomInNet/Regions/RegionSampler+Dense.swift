extension RegionSampler {
  /// All cells whose response is above the minimum, row by row, without suppression.
  ///
  /// The response is the searched map's value at the cell. The region lies around the view pixel at the centre of the
  /// cell's receptive field, or around the nearest pixel inside the view.
  public func denseRegions(gatedAttention: [Float], probabilities: [Float]) -> [Region] {
    let cellCount = grid * grid
    precondition(gatedAttention.count == 5 * cellCount, "G has the shape [5, g, g]")
    return (0..<cellCount).compactMap { cell in
      let levels = (1...4).map { gatedAttention[$0 * cellCount + cell] }
      let strongest = levels.indices.reduce(0) { levels[$1] > levels[$0] ? $1 : $0 }
      let response: Float =
        switch configuration.map {
        case .maximum: levels[strongest]
        case .evidence: levels.reduce(0) { $0 + max(0, $1) }
        case .sum: levels.dropFirst().reduce(levels[0], +)
        case .level1, .level2, .level3, .level4: levels[(configuration.map.level ?? 1) - 1]
        case .predicted: levels[((1...4).max { probabilities[$0] < probabilities[$1] } ?? 1) - 1]
        }
      guard response > configuration.minimumResponse else { return nil }
      func centre(_ index: Int) -> Int {
        max(0, min(Int(cells.centre(of: index).rounded(.down)), viewPixels - 1))
      }
      return region(
        x: centre(cell % grid), y: centre(cell / grid), level: strongest + 1, response: response)
    }
  }
}
