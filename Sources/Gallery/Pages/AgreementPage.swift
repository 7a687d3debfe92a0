import Discovery
import Labels
import Scoring
import Workbench

/// How far two readers agree, with Cohen's kappa for each kind of thing that both named.
struct AgreementPage: Page {
  /// Things of one kind.
  struct Part {
    /// A row of the table: the first reader's name for something, and how often the second gave each name.
    struct Row {
      let name: String
      let counts: [Int]
    }

    let title: String
    let facts: String
    let columns: [String]
    let rows: [Row]
  }

  static let template = "agreement"
  let frame: Frame
  let first: [Choice]
  let second: [Choice]
  let parts: [Part]
  /// Said where there are no two readers.
  let note: String?

  /// - Parameters:
  ///   - entries: those that count.
  ///   - one: the first reader; nil, or one who said nothing: the first of all by name.
  ///   - other: the second; likewise the next.
  init(_ entries: [LogEntry], one: String?, other: String?, matching: LabelMatching, _ viewing: Viewing) {
    frame = Frame("Agreement", below: [Frame.Crumb(name: "Log", url: "/log")], viewing)
    let readers = Set(entries.map(\.author)).sorted()
    let chosen = one.flatMap { readers.contains($0) ? $0 : nil } ?? readers.first
    let compared = other.flatMap { readers.contains($0) ? $0 : nil } ?? readers.first { $0 != chosen }
    func choices(_ name: String?) -> [Choice] {
      readers.map { Choice(value: $0, name: $0, isChosen: $0 == name) }
    }
    (first, second) = (choices(chosen), choices(compared))
    guard let chosen, let compared, chosen != compared else {
      note =
        readers.count < 2
        ? "Two readers are needed who judged or labelled something, each under a name of their own."
        : "Choose two different readers."
      parts = []
      return
    }
    note = nil
    let found = ReaderComparison(of: chosen, and: compared, in: entries, matching: matching)
    parts = [found.patches, found.decisions, found.names].map(Part.init)
  }
}

extension AgreementPage.Part {
  init(_ part: ReaderComparison.Part) {
    let (things, found) = (part.things, part.agreement)
    title = part.title
    let counts =
      "\(Counted.text(things.firstCount)) by the first, \(Counted.text(things.secondCount)) by the second, "
      + "\(Counted.text(found.pairCount)) by both"
    facts = [counts, Self.text(of: found.kappa)].compactMap { $0 }.joined(separator: " · ")
    columns = found.names
    rows = zip(found.names, found.counts).map { Row(name: $0, counts: $1) }
  }

  /// Nil if nothing was named by both.
  private static func text(of kappa: CohenKappa?) -> String? {
    guard let kappa else { return nil }
    let observed = "observed agreement \(Words.short(kappa.observedAgreement))"
    guard let value = kappa.value, let interval = kappa.interval else {
      return "\(observed), kappa undefined, because both said one thing throughout"
    }
    return
      "\(observed), kappa \(Words.short(value)) (\(Words.short(interval.low)) to \(Words.short(interval.high)))"
  }
}
