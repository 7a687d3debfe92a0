import Foundation
import Workbench

/// Something beside a run that needs the run or names it.
public enum RunReference: Hashable, Sendable {
  /// A cohort, whose pictures are read with the network of the run.
  case cohort(String)
  /// A run of which a setting names the run, such as weights that it began from.
  case run(String)
  /// A sweep that has the run as a member, or clusters its features.
  case sweep(String)

  /// What refers to the run, for a sentence.
  public var clause: String {
    switch self {
    case .cohort(let name): "the cohort \(name) is read with its network"
    case .run(let name): "a setting of the run \(name) names it"
    case .sweep(let name): "the sweep \(name) names it"
    }
  }

  /// What refers to a run in its folder of outputs. Sweeps and settings are searched for the run's id.
  ///
  /// - Throws: `RunsError` with code `.unreadable` if a folder or file cannot be read.
  public static func all(to run: RunDirectory) throws(RunsError) -> [RunReference] {
    let outputs = run.outputs
    let index = try RunIndex(outputs)
    var references: [RunReference] = []
    for entry in index.entries where entry.run.url.path != run.url.path {
      let name = "\(entry.experiment)/\(entry.id)"
      if entry.network == run.id, entry.experiment == run.experimentName {
        references.append(.cohort(name))
      } else if try contains(run.id, entry.run.experiment) {
        references.append(.run(name))
      }
    }
    for name in try FolderNames.visible(in: outputs.sweeps.path) ?? []
    where try isNamed(run.id, inSweep: outputs.sweep(name)) {
      references.append(.sweep(name))
    }
    return references
  }

  // MARK: -

  private static func isNamed(_ id: String, inSweep folder: URL) throws(RunsError) -> Bool {
    let folders = [folder, folder.appending(path: "members", directoryHint: .isDirectory)]
    for folder in folders {
      for name in try FolderNames.visible(in: folder.path) ?? []
      where [".json", ".csv", ".yaml", ".txt"].contains(where: name.hasSuffix) {
        if try contains(id, folder.appending(path: name, directoryHint: .notDirectory)) { return true }
      }
    }
    return false
  }

  private static func contains(_ id: String, _ file: URL) throws(RunsError) -> Bool {
    try RecordFile.bytes(of: file)?.range(of: Data(id.utf8)) != nil
  }
}
