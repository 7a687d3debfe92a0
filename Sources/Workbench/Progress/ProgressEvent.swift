/// What a long job reports while it works.
public enum ProgressEvent: Sendable {
  /// `done` of `total` units of the current work are finished; `unit` is a plural such as "pictures".
  case advanced(done: Int, total: Int, unit: String)
  /// A measurement of the current work, such as a loss.
  case measured(name: String, value: Double)
  /// A sentence that the user should read; the work continues.
  case warning(String)
}

/// The listener's answer: whether the job continues.
public enum ProgressAnswer: Sendable {
  /// Continue.
  case more
  /// Stop at the next safe point; the job throws `WorkbenchError` with code `.stopped`.
  case stop
}

/// A listener of a long job. It may be called from any thread, one call at a time.
public typealias ProgressListener = @Sendable (ProgressEvent) -> ProgressAnswer
