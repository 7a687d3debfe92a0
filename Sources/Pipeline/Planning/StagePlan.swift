import Runs

/// Whether a stage would run, and why.
struct StagePlan: Hashable, Sendable {
  /// What a start would do.
  enum State: String, Encodable, Sendable {
    /// The result is there.
    case upToDate = "up to date"
    /// The stage runs.
    case run
    /// The stage runs if an earlier one, which runs, comes to another result than before.
    case perhaps
  }

  /// One reason to run.
  enum Reason: Hashable, Sendable {
    /// `--from` asks for it.
    case asked
    /// The run has no record of it: it never ran, or was interrupted.
    case notDone
    /// A file of the result is gone.
    case missing(String)
    /// The record cannot be read.
    case unreadable(String)
    /// A setting, an input or the program's rules are others.
    case changed(StageBasis.Change)
    /// The key is another one, and the record, of an earlier version, does not say what it was made of.
    case unknownChange
    /// An earlier stage has another key.
    case stage(String)
    /// An earlier stage runs, and its result is not known yet.
    case result(of: String)

    /// Whether the stage runs because of it, whatever earlier stages come to.
    var isCertain: Bool { if case .result = self { false } else { true } }
  }

  /// The name under which the result is recorded.
  let record: String
  /// Why it would run; none if it is up to date.
  let reasons: [Reason]

  /// What a start would do.
  var state: State {
    if reasons.isEmpty { return .upToDate }
    return reasons.contains(where: \.isCertain) ? .run : .perhaps
  }
}

extension StagePlan.Reason {
  /// The reason as a phrase: `cluster.damping: 0.9 -> 0.8`.
  var text: String {
    switch self {
    case .asked: "asked for by --from"
    case .notDone: "not done in this run yet"
    case .missing(let file): "\(file) is missing"
    case .unreadable(let sentence): "its record cannot be read: \(sentence)"
    case .changed(let change): Self.text(change)
    case .unknownChange: "its settings or inputs changed since an earlier version of the program recorded it"
    case .stage(let name): "\(name) is another one"
    case .result(let name): "if \(name) comes to another result"
    }
  }

  // MARK: -

  private static func text(_ change: StageBasis.Change) -> String {
    switch change {
    case .version(let from, let to): "the program's rules for it changed: version \(from) -> \(to)"
    case .setting(let path, let from, let to): "\(path): \(value(from)) -> \(value(to))"
    case .input("machine", let from?, let to?): "\(from) -> \(to)"
    case .input("place", _, _): "the run's folder was moved"
    case .input(let name, .some, .some): "\(name) changed"
    case .input(let name, nil, _): "\(name) were not used before"
    case .input(let name, _, nil): "\(name) are no longer used"
    }
  }

  /// A hash is shown by its first digits.
  private static func value(_ text: String?) -> String {
    guard let text else { return "not used" }
    return text.count == 64 && text.allSatisfy(\.isHexDigit) ? StageKey.short(text) : text
  }
}
