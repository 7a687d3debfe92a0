import Foundation
import Scoring
import Workbench

/// A network's predictions for the pictures of a split: `predictions/<split>.csv`.
public struct PredictionTable: Hashable, Sendable {
  /// The head that combines the others; always present, with its columns first.
  public static let combined = "y"

  /// The prediction for one picture.
  public struct Row: Hashable, Sendable {
    /// The name of the picture in the data set.
    public let image: String
    /// The patient it belongs to.
    public let patient: String
    /// `left`, `right` or the word for an unknown eye.
    public let eye: String
    /// The grade in the data set, 0...4; nil if it is unknown.
    public let grade: Int?
    /// The grade that the deciding head finds most probable.
    public let predicted: Int
    /// Probabilities of the five grades by head.
    public let probabilities: [String: [Float]]

    /// The prediction for one picture; of equally probable grades the lowest is predicted.
    ///
    /// - Parameters:
    ///   - probabilities: five numbers for each head of the table, one of them `y`.
    ///   - head: the head that decides the grade; one of those.
    public init(
      image: String, patient: String, eye: String, grade: Int?, probabilities: [String: [Float]],
      decidedBy head: String = PredictionTable.combined
    ) {
      guard let y = probabilities[head] else { preconditionFailure("the row has no head \(head)") }
      let predicted = y.indices.max { y[$0] < y[$1] || (y[$0] == y[$1] && $0 > $1) } ?? 0
      self.init(
        image: image, patient: patient, eye: eye, grade: grade, predicted: predicted,
        probabilities: probabilities)
    }

    fileprivate init(
      image: String, patient: String, eye: String, grade: Int?, predicted: Int,
      probabilities: [String: [Float]]
    ) {
      self.image = image
      self.patient = patient
      self.eye = eye
      self.grade = grade
      self.predicted = predicted
      self.probabilities = probabilities
    }
  }

  /// The heads in the order of their columns, `y` first.
  public let heads: [String]
  /// The pictures, in the order of the data set.
  public let rows: [Row]

  /// A table of predictions of `heads`; `y` comes first in the table, at any place in `heads`. Every row has five
  /// probabilities of each of these heads.
  public init(heads: [String], rows: [Row]) {
    let heads = [Self.combined] + heads.filter { $0 != Self.combined }
    precondition(
      rows.allSatisfy { row in heads.allSatisfy { row.probabilities[$0]?.count == Self.gradeCount } },
      "every row has five probabilities of each head")
    self.heads = heads
    self.rows = rows
  }

  /// Replaces the table of a run's split.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable` or `.incomplete`.
  public func write(to run: RunDirectory, split: String) throws(WorkbenchError) {
    try write(to: run.predictions(ofSplit: split))
  }

  /// Replaces the table in a file.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable` or `.incomplete`.
  public func write(to file: URL) throws(WorkbenchError) {
    var writer = CSVWriter(columns: Self.facts + Self.columns(of: heads))
    for row in rows {
      let facts = [row.image, row.patient, row.eye, row.grade.map { "\($0)" } ?? "", "\(row.predicted)"]
      // The initialiser checked that every row has every head.
      let values = heads.compactMap { row.probabilities[$0] }.joined()
      writer.append(facts + values.map { CSVWriter.number($0) })
    }
    try AtomicFile.write(writer.text, to: file)
  }

  /// The table of a run's split; nil if it has none.
  ///
  /// - Throws: `RunsError` with code `.unreadable` or `.malformed`.
  public static func readIfPresent(
    from run: RunDirectory, split: String
  ) throws(RunsError) -> PredictionTable? {
    let url = run.predictions(ofSplit: split)
    guard let table = try RecordFile.table(at: url, remedy: remedy) else { return nil }
    let heads = stride(from: facts.count, to: table.columns.count, by: gradeCount).map {
      String(table.columns[$0].dropLast("_0".count))
    }
    guard table.columns == facts + columns(of: heads), heads.first == combined else {
      let expected = (facts + columns(of: [combined])).joined(separator: ",")
      throw RunsError(
        .malformed("has columns that do not begin with \(expected)"), at: url.path, remedy: remedy)
    }
    var rows: [Row] = []
    for row in table.rows { rows.append(try read(row, heads: heads, at: url)) }
    return PredictionTable(heads: heads, rows: rows)
  }

  // MARK: -

  private static let gradeCount = ConfusionMatrix.gradeCount
  private static let facts = ["image", "patient", "eye", "grade", "predicted"]
  private static let remedy = "Delete the file; the same command evaluates the run again."

  private static func columns(of heads: [String]) -> [String] {
    heads.flatMap { head in (0..<gradeCount).map { "\(head)_\($0)" } }
  }

  private static func read(
    _ row: CSVTable.Row, heads: [String], at url: URL
  ) throws(RunsError) -> Row {
    func fault(_ what: String) -> RunsError {
      RunsError(.malformed("holds \(what)"), at: url.path, line: row.line, remedy: remedy)
    }
    func grade(_ text: String) throws(RunsError) -> Int {
      guard let grade = Int(text), (0..<gradeCount).contains(grade) else {
        throw fault("\(text) where a grade must be")
      }
      return grade
    }
    let cells = row.cells
    var numbers: [Float] = []
    for cell in cells[facts.count...] {
      guard let number = cell.isEmpty ? .nan : Float(cell) else {
        throw fault("\(cell) where a number must be")
      }
      numbers.append(number)
    }
    let probabilities = heads.enumerated().map { index, head in
      (head, Array(numbers[index * gradeCount..<(index + 1) * gradeCount]))
    }
    return Row(
      image: cells[0], patient: cells[1], eye: cells[2],
      grade: cells[3].isEmpty ? nil : try grade(cells[3]), predicted: try grade(cells[4]),
      probabilities: Dictionary(probabilities) { first, _ in first })
  }
}
