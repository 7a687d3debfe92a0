import Workbench
import Yams

/// An error in the description of an experiment.
public struct SettingsError: ZoominError {
  /// The kind of failure.
  public enum Code: Sendable, Equatable {
    /// The file is not YAML, or not a mapping of mappings.
    case notAnExperiment(String)
    /// There is no such key.
    case unknownKey(String, suggestion: String?)
    /// The key is given twice.
    case repeatedKey(String)
    /// The value does not have the key's form.
    case wrongValue(key: String, value: String, form: String)
    /// The file sets nothing.
    case empty
    /// An override's value begins with a quotation mark or a bracket, but is neither a quoted text nor a list.
    case notQuoted(key: String, value: String)
    /// An override is not `key.path=value`.
    case notAnOverride(String)
    /// Keys that are each valid contradict each other.
    case conflict(String, remedy: String)
    /// A chain of `extends` leads back to the same file.
    case extendsItself(String)
    /// `extends` names a file that does not exist; where it was looked for.
    case extendsNothing(String, looked: String)
  }

  /// The kind of failure.
  public let code: Code
  /// The file, or "the command line".
  public let place: String
  /// The line of the file, counted from 1.
  public let line: Int?
  /// The column in that line, counted from 1 in Unicode scalars.
  public let column: Int?

  /// An error about a place.
  public init(_ code: Code, at place: String, line: Int? = nil, column: Int? = nil) {
    self.code = code
    self.place = place
    self.line = line
    self.column = column
  }

  /// An error about a place in a YAML text; nil where the text has no mark for it.
  package init(_ code: Code, at place: String, mark: Mark?) {
    self.init(code, at: place, line: mark?.line, column: mark?.column)
  }

  public var description: String {
    "\(place)\(line.map { ", line \($0)" } ?? "")\(column.map { ", column \($0)" } ?? ""): \(reason)."
  }

  public var remedy: String? {
    switch code {
    case .unknownKey(_, let suggestion?): "Did you mean \(suggestion)?"
    case .unknownKey(_, nil): "`zoomin schema` lists every key."
    case .notAnOverride:
      "Overrides have the form key.path=value, such as cluster.damping=0.8, or ~key.path for the default."
    case .empty:
      "An experiment sets keys, such as those of experiments/quickstart.yaml; `zoomin schema` lists all."
    case .notQuoted:
      "Such a value is read as YAML. Close what it opens, or put the whole value into quotation marks."
    case .conflict(_, let remedy): remedy
    case .extendsItself: "Let it extend an experiment that does not extend this one."
    case .extendsNothing: "Give its path from the folder of the file that extends it."
    case .notAnExperiment, .repeatedKey, .wrongValue: nil
    }
  }

  public var exitCode: ExitCode {
    if case .extendsNothing = code { .missingInput } else { .configuration }
  }

  // MARK: -

  private var reason: String {
    switch code {
    case .notAnExperiment(let reason): reason
    case .unknownKey(let key, _): "there is no key \(key)"
    case .repeatedKey(let key): "\(key) is given twice"
    case .wrongValue(let key, let value, let form): "\(key) is \(value), but must be \(form)"
    case .empty: "sets no key"
    case .notQuoted(let key, let value):
      "the value of \(key) is \(value), which begins with a quotation mark or a bracket but is neither a quoted text "
        + "nor a list"
    case .notAnOverride(let text): "\(text) is not an override"
    case .conflict(let reason, _): reason
    case .extendsNothing(let file, let looked): "extends \(file), but \(looked) does not exist"
    case .extendsItself(let file): "extends \(file), which leads back to itself"
    }
  }
}
