/// What a long job says while it works.
public enum ProgressEvent: Sendable {
  /// `done` of `total` units of the current work are finished; `unit` is a plural such as "pictures".
  case advanced(done: Int, total: Int, unit: String)
  /// A measurement of the current work, such as a loss.
  case measured(name: String, value: Double)
  /// Something the user should know, as a sentence; the work goes on.
  case warning(String)
}

/// What the listener answers: whether the job goes on.
public enum ProgressAnswer: Sendable {
  /// Go on.
  case more
  /// Stop at the next safe point; the job throws `WorkbenchError` with code `.stopped`.
  case stop
}

/// A listener of a long job. It may be called from any thread, one call at a time.
public typealias ProgressListener = @Sendable (ProgressEvent) -> ProgressAnswer
