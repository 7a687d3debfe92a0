import Foundation
import Workbench

/// How well the network graded the validation pictures during training: `validation.csv`.
public struct ValidationTable: Hashable, Sendable {
  /// The measures after an epoch.
  public struct Row: Hashable, Sendable {
    /// The phase of training.
    public let phase: String
    /// The epoch after which they were taken, 0 first.
    public let epoch: Int
    /// Parameter updates of the phase until then.
    public let update: Int
    /// Mean cross-entropy of y.
    public let loss: Double
    /// Quadratic weighted kappa; nil if it is undefined.
    public let kappa: Double?
    /// AUC of referable against not; nil if it is undefined.
    public let referableAUC: Double?

    /// The measures after an epoch.
    public init(phase: String, epoch: Int, update: Int, loss: Double, kappa: Double?, referableAUC: Double?) {
      self.phase = phase
      self.epoch = epoch
      self.update = update
      self.loss = loss
      self.kappa = kappa
      self.referableAUC = referableAUC
    }
  }

  /// In the order of training.
  public let rows: [Row]

  /// A table of the given rows.
  public init(_ rows: [Row]) { self.rows = rows }

  /// Replaces the table of a run.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable` or `.incomplete`.
  public func write(to run: RunDirectory) throws(WorkbenchError) {
    var writer = CSVWriter(columns: Self.columns)
    for row in rows {
      writer.append(
        ["\(row.phase)", "\(row.epoch)", "\(row.update)"]
          + [row.loss, row.kappa ?? .nan, row.referableAUC ?? .nan].map { CSVWriter.number($0) })
    }
    try AtomicFile.write(writer.text, to: run.validation)
  }

  /// The table of a run; nil if it has none.
  ///
  /// - Throws: `RunsError` with code `.unreadable` or `.malformed`.
  public static func readIfPresent(from run: RunDirectory) throws(RunsError) -> ValidationTable? {
    let url = run.validation
    guard let table = try RecordFile.table(at: url, columns: columns, remedy: remedy) else { return nil }
    var rows: [Row] = []
    for row in table.rows {
      let numbers = row.cells[3...].map { $0.isEmpty ? Double.nan : Double($0) }
      guard let epoch = Int(row.cells[1]), let update = Int(row.cells[2]), let loss = numbers[0],
        let kappa = numbers[1], let area = numbers[2]
      else {
        throw RunsError(
          .malformed("holds text where a number must be"), at: url.path, line: row.line, remedy: remedy)
      }
      rows.append(
        Row(
          phase: row.cells[0], epoch: epoch, update: update, loss: loss, kappa: kappa.isNaN ? nil : kappa,
          referableAUC: area.isNaN ? nil : area))
    }
    return ValidationTable(rows)
  }

  // MARK: -

  private static let columns = ["phase", "epoch", "update", "loss", "kappa", "referable_auc"]
  private static let remedy = "Delete the file; training writes it again at its next checkpoint."
}
