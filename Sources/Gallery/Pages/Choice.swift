/// A choice of a list on a page.
struct Choice {
  let value: String
  let name: String
  let isChosen: Bool
}

/// What a list offers; the first is the default.
protocol Choosable: CaseIterable, RawRepresentable<String> {
  /// The name in the list.
  var name: String { get }
}

extension Choosable {
  /// The choice that an address names, or the first.
  static func chosen(_ text: (some StringProtocol)?) -> Self {
    text.flatMap { Self(rawValue: String($0)) } ?? allCases[allCases.startIndex]
  }

  /// The list with one of them chosen.
  static func choices(_ chosen: Self) -> [Choice] {
    allCases.map { Choice(value: $0.rawValue, name: $0.name, isChosen: $0.rawValue == chosen.rawValue) }
  }
}
