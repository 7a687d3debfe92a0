/// The kinds of failure of one module, and what the process exits with for each.
public protocol FailureKind: Equatable, Sendable {
  /// What the process exits with when nothing handles a failure of this kind.
  var exitCode: ExitCode { get }
}

/// An error about one file, folder, key or picture.
///
/// Modules whose errors hold no other facts call it by a name of their own: `DiscoveryError`, `LabelsError`, ...
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
