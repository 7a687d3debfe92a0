import Foundation
import Yams

/// The YAML parser's complaint, as a clause and a line.
struct YAMLFault {
  /// The line, counted from 1; nil if the parser names none.
  let line: Int?
  /// Such as "found character that cannot start any token".
  let reason: String

  init(_ error: YamlError) {
    switch error {
    case .scanner(_, let problem, let mark, let yaml), .parser(_, let problem, let mark, let yaml),
      .composer(_, let problem, let mark, let yaml):
      line = mark.line
      let lines = yaml.split(separator: "\n", omittingEmptySubsequences: false)
      let isTab = lines.indices.contains(mark.line - 1) && lines[mark.line - 1].first == "\t"
      reason = isTab ? "a line is indented by a tab, but YAML needs spaces" : problem
    case .reader(let problem, let offset, _, let yaml):
      line = offset.map { offset in yaml.prefix(offset).count { $0.isNewline } + 1 }
      reason = problem
    case .duplicatedKeysInMapping(let duplicates, let context):
      line = context.mark.line
      reason = "the key \(duplicates.sorted().joined(separator: " and ")) is given twice"
    default:
      line = nil
      reason = "\(error)".replacingOccurrences(of: "\n", with: " ").trimmingCharacters(in: .whitespaces)
    }
  }
}
