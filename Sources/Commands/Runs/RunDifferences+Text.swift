import Foundation
import Pipeline
import Runs
import Workbench

extension RunDifferences: CommandResult {
  /// A section for each kind of difference.
  var text: String {
    var sections: [[String]] = []
    if !settings.isEmpty {
      sections.append(
        table("Settings", settings.map { [$0.key, $0.values.first ?? "", $0.values.last ?? ""] }))
    }
    let pictureLines = pictureLines
    if !pictureLines.isEmpty { sections.append(["Pictures"] + pictureLines.map { "  \($0)" }) }
    if !program.isEmpty {
      sections.append(table("Program and machine", program.map { [$0.name, $0.first, $0.second] }))
    }
    let results = figureRows + clusterRows
    if !results.isEmpty { sections.append(table("Results", results, last: "difference")) }
    guard !sections.isEmpty else {
      return "\(first) and \(second) do not differ in settings, pictures, program, machine or results."
    }
    return sections.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
  }

  // MARK: -

  /// Names of pictures that a terminal shows of each kind of difference.
  private static let shownCount = 10

  /// Rows of a name and the values of both runs; with `last`, of one more column under this title.
  private func table(_ title: String, _ rows: [[String]], last: String? = nil) -> [String] {
    var table = TextTable(
      [(title, .left), (first, .left), (second, .left)] + (last.map { [($0, .right)] } ?? []))
    for row in rows { table.append(["  \(row[0])"] + row.dropFirst().map { $0.isEmpty ? "-" : $0 }) }
    return table.lines
  }

  private var figureRows: [[String]] {
    figures.map { figure in
      [
        "\(figure.split): \(figure.measure.title)", FigureText.number(figure.first),
        FigureText.number(figure.second), figure.difference.map { String(format: "%+.3f", $0) } ?? "",
      ]
    }
  }

  private var clusterRows: [[String]] {
    clusters.map { row in
      let difference = row.first.flatMap { one in row.second.map { String(format: "%+d", $0 - one) } }
      return [
        "\(row.rows): \(row.measure)", row.first.map(Counted.text) ?? "", row.second.map(Counted.text) ?? "",
        difference ?? "",
      ]
    }
  }

  private var pictureLines: [String] {
    guard let pictures else {
      return [
        "They are not the same, but \(withoutPictures.joined(separator: " and ")) has no pictures.csv, so it is not known "
          + "which differ. Runs of earlier versions, and runs whose pictures are not prepared, have none."
      ]
    }
    func names(_ what: String, _ names: [String]) -> [String] {
      guard !names.isEmpty else { return [] }
      let more = names.count > Self.shownCount ? ", ..." : ""
      return [
        "\(Counted.text(names.count)) \(what): \(names.prefix(Self.shownCount).joined(separator: ", "))\(more)"
      ]
    }
    func changes(_ what: String, _ changes: [PictureDifferences.Change]) -> [String] {
      names(what, changes.map { "\($0.image) \($0.before) -> \($0.after)" })
    }
    let lines =
      names("only in \(second)", pictures.added) + names("only in \(first)", pictures.removed)
      + changes("with another grade", pictures.regraded) + changes("in another split", pictures.resplit)
      + changes("of another patient or eye", pictures.reassigned)
      + names("whose file has another content", pictures.replaced.map(\.image))
    return lines.map { Sentence.printable($0) }
  }
}
