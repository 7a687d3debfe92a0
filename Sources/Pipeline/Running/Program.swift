import FeatureStore
import Foundation
import Runs

/// The program: its version, its executable and its hidden probe.
public enum Program {
  /// The version that `zoomin --version` prints.
  public static var version: String { ProgramVersion.current }

  /// Reads through a feature file, for the hidden verb of the child process.
  ///
  /// - Throws: `FeatureStoreError`.
  public static func probe(_ url: URL, dataset: String) throws {
    try FeatureFileProbe.answer(url, dataset: dataset)
  }

  /// The file that this process was started from.
  package static var executable: URL {
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
  }
}
