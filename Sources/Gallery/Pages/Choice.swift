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
  /// Whether it may be chosen in blind reading.
  var isBlind: Bool { get }
}

extension Choosable {
  var isBlind: Bool { true }

  /// The choice that an address names, or the first.
  static func chosen(_ text: (some StringProtocol)?, _ viewing: Viewing) -> Self {
    let found = text.flatMap { Self(rawValue: String($0)) }
    return found.flatMap { viewing.isBlind && !$0.isBlind ? nil : $0 } ?? allCases[allCases.startIndex]
  }

  /// The list with one of them chosen.
  static func choices(_ chosen: Self, _ viewing: Viewing) -> [Choice] {
    allCases.filter { $0.isBlind || !viewing.isBlind }.map {
      Choice(value: $0.rawValue, name: $0.name, isChosen: $0.rawValue == chosen.rawValue)
    }
  }
}
