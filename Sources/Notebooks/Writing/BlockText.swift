import Foundation

/// What a block printed, made fit for a page: without colour codes, shortened, its pictures apart.
struct BlockText {
  /// A picture that the block made: a line of its output such as `![all clusters](outputs/atlas.png)`.
  struct Picture: Hashable {
    let title: String
    let path: String
  }

  /// The lines to show.
  private(set) var lines: [String]
  /// The pictures to show after them.
  private(set) var pictures: [Picture] = []

  /// The most lines that are shown; longer outputs lose their middle.
  static let maximumLineCount = 120
  /// The most characters of a line.
  private static let maximumWidth = 400

  /// The text of what was printed.
  init(_ output: String) {
    var shown: [String] = []
    for line in Self.plain(output).split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if let picture = Self.picture(line) {
        pictures.append(picture)
      } else {
        shown.append(line.count > Self.maximumWidth ? line.prefix(Self.maximumWidth) + " ..." : line)
      }
    }
    while shown.last?.isEmpty == true { shown.removeLast() }
    if shown.count > Self.maximumLineCount {
      let half = Self.maximumLineCount / 2
      let left = shown.count - 2 * half
      shown = shown.prefix(half) + ["... \(left) lines are left out ..."] + shown.suffix(half)
    }
    lines = shown
  }

  // MARK: -

  /// Without terminal codes; of a line that was written over again (by carriage returns) only the last state.
  private static func plain(_ text: String) -> String {
    var result = ""
    var scalars = Substring(text).unicodeScalars
    while let scalar = scalars.popFirst() {
      switch scalar {
      case "\u{1B}":
        guard scalars.first == "[" else { continue }
        scalars.removeFirst()
        while let next = scalars.popFirst(), !(0x40...0x7E).contains(next.value) {}
      case "\r":
        if scalars.first == "\n" { continue }
        result = String(
          result[..<(result.lastIndex(of: "\n").map { result.index(after: $0) } ?? result.startIndex)])
      case "\n", "\t": result.unicodeScalars.append(scalar)
      default: if scalar.value >= 0x20, scalar.value != 0x7F { result.unicodeScalars.append(scalar) }
      }
    }
    return result
  }

  private static func picture(_ line: String) -> Picture? {
    guard let match = line.wholeMatch(of: /!\[([^\]]*)\]\(([^)]+)\)/) else { return nil }
    return Picture(title: String(match.1), path: String(match.2))
  }
}
