/// The heads of a network in words, and in the order in which they are read.
enum HeadNames {
  private static let all = [
    ("y", "y (mean of the heads)"), ("y_m", "y_m (M-Net)"), ("y_a", "y_a (A-Net)"), ("y_c", "y_c (C-Net)"),
  ]

  /// A head with what it is.
  static func text(_ head: String) -> String { all.first { $0.0 == head }?.1 ?? head }

  /// The known heads in their order, then the others by name.
  static func ordered(_ heads: some Collection<String>) -> [String] {
    let known = all.map(\.0)
    return known.filter(heads.contains) + heads.filter { !known.contains($0) }.sorted()
  }
}
