import Discovery
import Foundation
import Labels
import Pipeline
import Scoring
import Workbench

/// How far two readers agree, with Cohen's kappa and a table for each kind of thing that they named.
public struct ReaderAgreement: CommandResult {
  let first: String
  let second: String
  let store: URL
  let minimumOverlap: Float
  let comparison: ReaderComparison

  // MARK: - Text

  public var text: String {
    [
      text(of: comparison.patches, "place", "labelled"), text(of: comparison.decisions, "cluster", "judged"),
      text(of: comparison.names, "cluster", "named"),
    ].joined(separator: "\n\n")
  }

  /// - Parameters:
  ///   - noun: `place` or `cluster`.
  ///   - verb: what was done to them.
  private func text(of part: ReaderComparison.Part, _ noun: String, _ verb: String) -> String {
    let things = part.things
    let counts =
      "\(first) \(verb) \(Counted.text(things.firstCount)), \(second) \(Counted.text(things.secondCount))"
    guard let kappa = part.agreement.kappa else {
      return "\(part.title): no \(noun) that both \(verb) (\(counts))"
    }
    return """
      \(part.title): \(Counted.text(part.agreement.pairCount, noun)) that both \(verb) (\(counts))
      observed agreement  \(Self.short(kappa.observedAgreement))
      kappa               \(Self.text(of: kappa, name: part.agreement.names[0]))
      \(table(of: part.agreement))
      """
  }

  private static func text(of kappa: CohenKappa, name: String) -> String {
    guard let value = kappa.value, let interval = kappa.interval else {
      return "undefined, because both said \(name) throughout"
    }
    return "\(short(value)), 95 % interval \(short(interval.low)) to \(short(interval.high))"
  }

  /// Three digits; never -0.000, which rounding may leave of 0.
  private static func short(_ value: Double) -> String {
    let text = String(format: "%.3f", value)
    return text == "-0.000" ? "0.000" : text
  }

  /// The counts, a row for each name of the first reader, a column for each of the second.
  private func table(of agreement: NamedAgreement) -> String {
    var rows = [["\(first) \\ \(second)"] + agreement.names]
    for (name, counts) in zip(agreement.names, agreement.counts) {
      rows.append([name] + counts.map(String.init))
    }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).enumerated().map { column, cell in
        let blank = String(repeating: " ", count: cell.1 - cell.0.count)
        return column == 0 ? cell.0 + blank : blank + cell.0
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }

  // MARK: - JSON

  private struct Answer: Encodable {
    struct Part: Encodable {
      let countOfFirst: Int
      let countOfSecond: Int
      let pairCount: Int
      let observedAgreement: Double?
      let expectedAgreement: Double?
      let kappa: Double?
      let standardError: Double?
      let interval: Interval?
      let names: [String]
      let counts: [[Int]]

      init(_ part: ReaderComparison.Part) {
        (countOfFirst, countOfSecond) = (part.things.firstCount, part.things.secondCount)
        let agreement = part.agreement
        (pairCount, names, counts) = (agreement.pairCount, agreement.names, agreement.counts)
        observedAgreement = agreement.kappa?.observedAgreement
        expectedAgreement = agreement.kappa?.expectedAgreement
        (kappa, standardError) = (agreement.kappa?.value, agreement.kappa?.standardError)
        interval = agreement.kappa?.interval
      }
    }

    let schemaVersion = 1
    let first: String
    let second: String
    let store: String
    let minimumOverlap: Float
    let patches: Part
    let decisions: Part
    let names: Part
  }

  public func json() throws -> String {
    try CanonicalJSON.text(
      Answer(
        first: first, second: second, store: store.path, minimumOverlap: minimumOverlap,
        patches: Answer.Part(comparison.patches), decisions: Answer.Part(comparison.decisions),
        names: Answer.Part(comparison.names)))
  }
}
