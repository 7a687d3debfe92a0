import Foundation

/// Where the sources lie that the tests were built from.
public enum SourceTree {
  /// The folder `Tests`.
  public static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The folder of `Package.swift`.
  public static let root = tests.deletingLastPathComponent()

  /// A place in the folder `Tests`, such as `ScoringTests/Golden/metrics.json`.
  public static func test(_ path: String) -> URL { tests.appendingPathComponent(path) }
}
