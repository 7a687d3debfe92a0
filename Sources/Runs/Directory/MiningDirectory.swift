import Foundation

/// The paths inside `mining/<key>/` of a run.
public struct MiningDirectory: Hashable, Sendable {
  /// The folder itself.
  public let url: URL

  /// The feature file.
  public var features: URL { url.appending(path: "features.h5", directoryHint: .notDirectory) }
}
