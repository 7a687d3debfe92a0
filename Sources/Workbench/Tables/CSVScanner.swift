/// Splits comma-separated values into rows and cells.
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
      if cells != [""] || rowHasQuotes { rows.append(CSVTable.Row(line: rowLine, cells: cells)) }
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

  /// The separator: a semicolon if the header has one and no comma outside of quotes, else a comma.
  private static func separator(of bytes: [UInt8]) -> UInt8 {
    var isQuoted = false
    var hasSemicolon = false
    for byte in bytes {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == UInt8(ascii: ",") { return byte }
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
      hasSemicolon = hasSemicolon || byte == UInt8(ascii: ";")
    }
    return UInt8(ascii: hasSemicolon ? ";" : ",")
  }

  /// The bytes without blanks and tabs at both ends.
  private static func trimmed(_ cell: [UInt8]) -> ArraySlice<UInt8> {
    let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    guard let first = cell.firstIndex(where: { !isBlank($0) }),
      let last = cell.lastIndex(where: { !isBlank($0) })
    else { return [] }
    return cell[first...last]
  }
}
