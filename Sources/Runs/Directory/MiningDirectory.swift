import Foundation

/// The paths inside `mining/<key>/` of a run.
public struct MiningDirectory: Hashable, Sendable {
  /// The folder itself.
  public let url: URL

  /// The feature file.
  public var features: URL { url.appending(path: "features.h5", directoryHint: .notDirectory) }
  /// The file of spots.
  public var spots: URL { url.appending(path: "spots.h5", directoryHint: .notDirectory) }
  /// The spots of healthy photographs, with which others are compared.
  public var bank: URL { url.appending(path: "bank.h5", directoryHint: .notDirectory) }
}
