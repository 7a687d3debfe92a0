import Foundation
import Runs

/// A run as `--run` and the verbs of `zoomin runs` name it: its folder, a folder with one run in it, its id, or the
/// beginning of its id.
public enum NamedRun {
  /// The folder of outputs in which ids are looked up unless another one is named.
  public static let outputs = "outputs"

  /// The folder of a run.
  ///
  /// - Parameters:
  ///   - word: what the user calls the run.
  ///   - overrides: overrides of the command, of which `runtime.outputs` says where ids are looked up.
  /// - Throws: `RunsError` if there is no such run, or several.
  public static func folder(_ word: String, overrides: [String] = []) throws -> URL {
    let key = "runtime.outputs="
    let outputs = overrides.last { $0.hasPrefix(key) }.map { String($0.dropFirst(key.count)) }
    return try directory(word, outputs: outputs ?? Self.outputs).url
  }

  /// The directory of a run; ids are looked up in a folder of outputs.
  ///
  /// - Throws: `RunsError` if there is no such run, or several.
  package static func directory(_ word: String, outputs: String) throws(RunsError) -> RunDirectory {
    let folder = URL(filePath: outputs, directoryHint: .isDirectory).standardizedFileURL
    return try RunFinder(OutputsDirectory(folder)).run(word)
  }
}
