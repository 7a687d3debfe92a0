import Foundation
import Yams

/// The YAML parser's complaint, as a clause and a place.
struct YAMLFault {
  /// The line, counted from 1; nil if the parser names none.
  let line: Int?
  /// The column, counted from 1; nil if the parser names none.
  let column: Int?
  /// Such as "found character that cannot start any token".
  let reason: String

  init(_ error: YamlError) {
    switch error {
    case .scanner(_, let problem, let mark, let yaml), .parser(_, let problem, let mark, let yaml),
      .composer(_, let problem, let mark, let yaml):
      (line, column) = (mark.line, mark.column)
      let lines = yaml.split(separator: "\n", omittingEmptySubsequences: false)
      let isTab = lines.indices.contains(mark.line - 1) && lines[mark.line - 1].first == "\t"
      reason = isTab ? "a line is indented by a tab, but YAML needs spaces" : problem
    case .reader(let problem, let offset, _, let yaml):
      let lines = offset.map { offset in
        yaml.prefix(offset).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      }
      line = lines?.count
      column = lines?.last.map { $0.unicodeScalars.count + 1 }
      reason = problem
    case .duplicatedKeysInMapping(let duplicates, let context):
      let key = duplicates.first ?? ""
      let first = context.mark.line
      let next = Self.line(ofNext: key, after: context.mark, in: context.text)
      (line, column) = (next ?? first, context.mark.column)
      reason = "the key \(key) is given twice" + (next == nil ? "" : ", first in line \(first)")
    default:
      (line, column) = (nil, nil)
      reason = "\(error)".replacingOccurrences(of: "\n", with: " ").trimmingCharacters(in: .whitespaces)
    }
  }

  // MARK: -

  /// The next line after a key's that has the same key in the same column; nil where both stand in one line.
  private static func line(ofNext key: String, after mark: Mark, in text: String) -> Int? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let indentation = String(repeating: " ", count: mark.column - 1)
    let spellings = [key, "\"\(key)\"", "'\(key)'"].map { indentation + $0 }
    let index = lines.indices.dropFirst(mark.line).first { index in
      spellings.contains { spelling in
        lines[index].hasPrefix(spelling)
          && lines[index].dropFirst(spelling.count).drop { $0 == " " }.hasPrefix(":")
      }
    }
    return index.map { $0 + 1 }
  }
}
