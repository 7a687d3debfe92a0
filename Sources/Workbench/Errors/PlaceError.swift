/// The kinds of failure of one module, each with its exit code.
public protocol FailureKind: Equatable, Sendable {
  /// The exit code of the process when nothing handles a failure of this kind.
  var exitCode: ExitCode { get }
}

/// An error about one file, folder, key or picture.
///
/// Modules whose errors hold no other facts have their own name for it: `DiscoveryError`, `LabelsError`, ...
public struct PlaceError<Kind: FailureKind>: ZoominError {
  /// The kind of failure.
  public let code: Kind
  /// The file, folder, key or picture concerned.
  public let place: String
  /// What is wrong, without the place, as a clause.
  public let reason: String
  /// What the user can do about it.
  public let remedy: String?

  /// An error about `place`; `reason` is a clause such as "holds no /image table".
  public init(_ code: Kind, at place: String, _ reason: String, remedy: String? = nil) {
    self.code = code
    self.place = place
    self.reason = reason
    self.remedy = remedy
  }

  public var description: String { "\(place): \(reason)." }

  public var exitCode: ExitCode { code.exitCode }
}
