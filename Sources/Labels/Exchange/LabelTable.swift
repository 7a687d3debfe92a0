import Workbench

/// Labels as tables of comma-separated values, for export and import.
///
/// For import a line needs `term` and a place. The place is a box `x0,y0,x1,y1` in source pixels on a picture, which
/// is given by `sha256` or by `image` (its name in a feature file); or it is `row`, a region of a feature file.
/// `kind` (`patch` by default, or `lesion`), `author` and `time` are optional. Other columns are ignored.
public enum LabelTable {
  /// The columns of an exported table of labels.
  public static let columns = [
    "entry", "kind", "sha256", "x0", "y0", "x1", "y1", "term", "author", "time",
  ]

  /// The labels among the entries, one per line; verdicts are left out.
  public static func csv(_ entries: [LogEntry]) -> String {
    var writer = CSVWriter(columns: columns)
    for entry in entries {
      guard let label = entry.label else { continue }
      writer.append([
        "\(entry.id)", label.kind.rawValue, label.picture, CSVWriter.number(label.box.minX),
        CSVWriter.number(label.box.minY), CSVWriter.number(label.box.maxX), CSVWriter.number(label.box.maxY),
        label.term, entry.author, entry.time,
      ])
    }
    return writer.text
  }

  /// The whole log, one entry per line; `counts` is false for entries that are undone.
  public static func csv(log: [LogEntry]) -> String {
    var writer = CSVWriter(columns: [
      "entry", "counts", "says", "sha256", "x0", "y0", "x1", "y1", "term", "clustering", "exemplar",
      "member", "decision", "name", "note", "undoes", "author", "time",
    ])
    let undone = LabelStore.undone(in: log)
    for entry in log {
      var cells = [String](repeating: "", count: 13)
      let says: String
      switch entry.content {
      case .label(let label):
        says = label.kind.rawValue
        cells[0] = label.picture
        for (index, number) in label.box.coordinates.enumerated() {
          cells[1 + index] = CSVWriter.number(number)
        }
        cells[5] = label.term
      case .verdict(let verdict):
        says = "verdict"
        cells[6] = verdict.clustering
        cells[7] = "\(verdict.exemplar)"
        cells[8] = verdict.member.map { "\($0)" } ?? ""
        cells[9] = verdict.decision?.rawValue ?? ""
        cells[10] = verdict.name ?? ""
        cells[11] = verdict.note ?? ""
      case .undo(let target):
        says = "undo"
        cells[12] = "\(target)"
      }
      writer.append(
        ["\(entry.id)", "\(!undone.contains(entry.id))", says] + cells + [entry.author, entry.time])
    }
    return writer.text
  }

  /// Reads the lines of a table to import.
  ///
  /// - Throws: `WorkbenchError` with code `.malformed`, with file and line.
  public static func lines(of table: CSVTable) throws(WorkbenchError) -> [ForeignLabel] {
    guard table.optionalIndex(of: "undoes") == nil else {
      throw WorkbenchError(
        .malformed, at: table.place, "is a log, which also contains undone entries",
        remedy: "Import a table that zoomin labels export wrote without --log.")
    }
    let term = try table.index(of: "term")
    let row = table.optionalIndex(of: "row")
    let hash = table.optionalIndex(of: "sha256")
    var box: [Int] = []
    if row == nil { for name in ["x0", "y0", "x1", "y1"] { box.append(try table.index(of: name)) } }
    let image = row == nil && hash == nil ? try table.index(of: "image") : nil
    let (kind, author, time) = (
      table.optionalIndex(of: "kind"), table.optionalIndex(of: "author"), table.optionalIndex(of: "time")
    )
    var lines: [ForeignLabel] = []
    for line in table.rows {
      func fault(_ reason: String, _ remedy: String? = nil) -> WorkbenchError {
        WorkbenchError(.malformed, at: table.place, line: line.line, reason, remedy: remedy)
      }
      func text(_ column: Int?) -> String? { column.map { line.cells[$0] }.flatMap { $0.isEmpty ? nil : $0 } }
      guard let named = text(term) else { throw fault("has no term") }
      guard let kind = text(kind).map({ Label.Kind(rawValue: $0) }) ?? .patch else {
        throw fault("the kind is \(text(kind) ?? ""), not patch or lesion")
      }
      let place: ForeignLabel.Place
      if let row {
        guard let number = Int(line.cells[row]), number >= 0 else {
          throw fault("\(line.cells[row]) is not a row of features", "Rows are counted from 0.")
        }
        guard kind == .patch else { throw fault("a region is a patch, never a lesion") }
        place = .region(row: number)
      } else {
        let numbers = box.compactMap { Float(line.cells[$0]) }.filter(\.isFinite)
        guard numbers.count == 4, numbers[0] < numbers[2], numbers[1] < numbers[3] else {
          throw fault(
            "\(box.map { line.cells[$0] }.joined(separator: ", ")) is not a box: four numbers with x0 < x1 and y0 < y1 are expected"
          )
        }
        let box = Box(minX: numbers[0], minY: numbers[1], maxX: numbers[2], maxY: numbers[3])
        if let sha256 = text(hash) {
          place = .picture(sha256: sha256.lowercased(), box)
        } else if let id = text(image) {
          place = .image(id: id, box)
        } else {
          throw fault("has no picture")
        }
      }
      lines.append(
        ForeignLabel(
          origin: .line(line.line), kind: kind, place: place, term: named, author: text(author),
          time: text(time)))
    }
    return lines
  }
}
