import FeatureStore
import Foundation
import Runs

/// The program itself: its version and what it does for itself.
public enum Program {
  /// The version that `zoomin --version` prints.
  public static var version: String { ProgramVersion.current }

  /// Walks a feature file; what the hidden verb of the child process does.
  ///
  /// - Throws: `FeatureStoreError`.
  public static func probe(_ url: URL) throws { try FeatureFileProbe.answer(url) }

  /// The file that this process was started from.
  package static var executable: URL {
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
  }
}
