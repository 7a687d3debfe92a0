import Foundation
import Workbench

/// What the program and a JSON Schema say of a golden file that is wrong: an entry of the `messages.json` beside it.
public struct GoldenAnswer: Decodable {
  /// The whole message, without the file's name.
  public let message: String
  /// What the schema does with the file: "refuses", "accepts", or "not YAML".
  public let schema: String

  /// The answers of a folder of golden files, by the names of the files without `.yaml`.
  public static func all(in folder: URL) throws -> [String: GoldenAnswer] {
    try CanonicalJSON.decode(
      [String: GoldenAnswer].self, from: folder.appendingPathComponent("messages.json"))
  }
}
