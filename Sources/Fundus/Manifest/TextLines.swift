import Foundation

/// The lines of a text file without a header.
enum TextLines {
  /// The lines that are not blank, without surrounding blanks, with their numbers from 1.
  ///
  /// - Parameters:
  ///   - reason: what is wrong if the file does not exist.
  ///   - remedy: what to do then.
  /// - Throws: `FundusError` `.missing`, or `.malformed` for a file that is not text in UTF-8.
  static func read(
    _ url: URL, ifMissing reason: String, remedy: String
  ) throws(FundusError) -> [(number: Int, text: String)] {
    guard let data = FileManager.default.contents(atPath: url.path) else {
      throw FundusError(.missing, at: url.path, reason, remedy: remedy)
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw FundusError(.malformed, at: url.path, "is not text in UTF-8", remedy: "Save it as UTF-8.")
    }
    let marked = text.hasPrefix("\u{feff}") ? text.dropFirst() : text[...]
    return marked.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
      .compactMap {
        let line = $1.trimmingCharacters(in: .whitespaces)
        return line.isEmpty ? nil : ($0 + 1, line)
      }
  }
}
