/// Splits comma-separated values into rows and cells. Rows without any text are left out.
enum CSVScanner {
  static func scan(_ text: String, place: String) throws(WorkbenchError) -> [CSVTable.Row] {
    let bytes = Array(text.utf8)
    let separator = self.separator(of: bytes)
    var rows: [CSVTable.Row] = []
    var cells: [String] = []
    var cell: [UInt8] = []
    var wasQuoted = false
    var rowHasQuotes = false
    var line = 1
    var rowLine = 1
    var index = 0

    func finishCell() {
      cells.append(String(decoding: wasQuoted ? cell[...] : trimmed(cell), as: UTF8.self))
      cell.removeAll(keepingCapacity: true)
      wasQuoted = false
    }
    func finishRow() {
      finishCell()
      if rowHasQuotes || cells.contains(where: { !$0.isEmpty }) {
        rows.append(CSVTable.Row(line: rowLine, cells: cells))
      }
      cells.removeAll(keepingCapacity: true)
      rowHasQuotes = false
    }

    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      switch byte {
      case UInt8(ascii: "\"") where cell.allSatisfy({ $0 == UInt8(ascii: " ") }) && !wasQuoted:
        cell.removeAll(keepingCapacity: true)
        wasQuoted = true
        rowHasQuotes = true
        let opening = line
        var closed = false
        while index < bytes.count {
          let inner = bytes[index]
          index += 1
          if inner == UInt8(ascii: "\"") {
            if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
              cell.append(inner)
              index += 1
            } else {
              closed = true
              break
            }
          } else {
            if inner == UInt8(ascii: "\n") { line += 1 }
            cell.append(inner)
          }
        }
        guard closed else {
          throw WorkbenchError(
            .malformed, at: place, line: opening, "opens a quotation that never ends",
            remedy: "Close it; inside it a quotation mark is written twice.")
        }
      case separator:
        finishCell()
      case UInt8(ascii: "\r") where index < bytes.count && bytes[index] == UInt8(ascii: "\n"):
        continue
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        finishRow()
        line += 1
        rowLine = line
      default:
        if wasQuoted && byte == UInt8(ascii: " ") { continue }
        guard !wasQuoted else {
          throw WorkbenchError(
            .malformed, at: place, line: line, "has text after a closing quotation mark",
            remedy: "Put the whole cell between the marks; inside, a mark is written twice.")
        }
        cell.append(byte)
      }
    }
    if !cell.isEmpty || !cells.isEmpty || wasQuoted { finishRow() }
    return rows
  }

  // MARK: -

  /// The first of comma, semicolon and tab that the header has outside of quotes; a comma if it has none.
  private static func separator(of bytes: [UInt8]) -> UInt8 {
    var isQuoted = false
    var hasText = false
    var found: Set<UInt8> = []
    for byte in bytes {
      if byte == UInt8(ascii: "\"") {
        isQuoted.toggle()
        hasText = true
      } else if isQuoted {
        continue
      } else if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        if hasText { break }
        found.removeAll()
      } else if separators.contains(byte) {
        found.insert(byte)
      } else if byte != UInt8(ascii: " ") {
        hasText = true
      }
    }
    return separators.first(where: found.contains) ?? separators[0]
  }

  /// What may stand between cells; of several in a header, the earlier of this list.
  private static let separators = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]

  /// The bytes without blanks and tabs at both ends.
  private static func trimmed(_ cell: [UInt8]) -> ArraySlice<UInt8> {
    let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    guard let first = cell.firstIndex(where: { !isBlank($0) }),
      let last = cell.lastIndex(where: { !isBlank($0) })
    else { return [] }
    return cell[first...last]
  }
}
