import Foundation

/// A file that was given as a table but is none: a workbook, JSON, a web page.
struct ForeignFile {
  /// What it is, as a clause.
  let reason: String
  /// How it becomes a table.
  let remedy: String

  /// Recognises a file by its first bytes, and JSON by its keys; nil if it may be a table.
  ///
  /// The signatures of binary files hold bytes that no table has. Text is recognised by its first character, which
  /// `CSVWriter` therefore quotes.
  init?(_ data: Data) {
    if let signature = Self.signatures.first(where: { data.starts(with: $0.bytes) }) {
      self.init(signature.reason, signature.remedy)
      return
    }
    if let known = KnownFormat(head: data.prefix(KnownFormat.headByteCount)), let remedy = known.remedy,
      known != .webPage
    {
      self.init("is not a table, but \(known.words)", remedy)
      return
    }
    let isBlank = { (byte: UInt8) in byte == 0x20 || (0x09...0x0d).contains(byte) }
    var text = data[...]
    if text.starts(with: [0xef, 0xbb, 0xbf]) { text = text.dropFirst(3) }
    text = text.drop(while: isBlank)
    switch text.first {
    case UInt8(ascii: "<"):
      self.init(
        "is XML or a web page, not a table",
        "Save the table as CSV. A page in place of a download often asks for a login.")
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      guard let json = Self.json(Data(text)) else { return nil }
      self = json
    default: return nil
    }
  }

  /// Whether a table whose first cell is this one must quote it, so that it is not taken for something else.
  static func resembles(firstCell cell: String) -> Bool {
    cell.drop { $0.isWhitespace }.utf8.first.map { "<{[".utf8.contains($0) } ?? false
  }

  // MARK: -

  private init(_ reason: String, _ remedy: String) {
    self.reason = reason
    self.remedy = remedy
  }

  private static let signatures: [(bytes: [UInt8], reason: String, remedy: String)] = [
    (
      [0x50, 0x4b, 0x03, 0x04], "is a workbook (xlsx, ods) or another ZIP archive, not a table of text",
      "Save the sheet as CSV, or unpack the archive."
    ),
    (
      [0xd0, 0xcf, 0x11, 0xe0], "is a workbook of old Excel (xls), not a table of text",
      "Save the sheet as CSV."
    ),
  ]

  /// What a JSON file is; nil if it is not JSON.
  private static func json(_ text: Data) -> ForeignFile? {
    let line = text.prefix { $0 != 0x0a }
    guard
      let root = (try? JSONSerialization.jsonObject(with: text))
        ?? (try? JSONSerialization.jsonObject(with: Data(line)))
    else { return nil }
    let keys = (root as? [String: Any]).map { Set($0.keys) } ?? []
    if keys.contains("shapes") {
      return ForeignFile(
        "is JSON of LabelMe, not a table",
        "Write a CSV row for each shape: x0, y0, x1, y1 are the least and the largest x and y of its points.")
    }
    if keys.contains("annotations") {
      return ForeignFile(
        "is JSON of COCO, not a table",
        "Write a CSV row for each annotation: bbox is x, y, width, height, so x1 is x + width and y1 is y + height."
      )
    }
    return ForeignFile(
      "is JSON, not a table", "Write it as CSV: a line that names the columns, then the rows.")
  }
}
