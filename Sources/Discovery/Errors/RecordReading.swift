import Foundation
import Workbench

/// Reads the JSON records of a clustering's folder. For an invalid file it throws an error that says in one sentence
/// where and what is wrong, never a `DecodingError`.
enum RecordReading {
  /// The record in a file.
  ///
  /// - Parameters:
  ///   - name: what the file should be, such as "the record of a clustering".
  ///   - remedy: what to do if it is missing or damaged, as a sentence.
  /// - Throws: `DiscoveryError` with code `.missing` or `.malformed`.
  static func decoded<Value: Decodable>(
    _ type: Value.Type, at url: URL, as name: String, remedy: String
  ) throws(DiscoveryError) -> Value {
    guard let data = FileManager.default.contents(atPath: url.path) else {
      throw DiscoveryError(.missing, at: url.path, "does not exist or cannot be read", remedy: remedy)
    }
    do {
      return try CanonicalJSON.decode(type, from: data, place: url.path)
    } catch {
      throw DiscoveryError(.malformed, at: url.path, "is not \(name): it \(error.reason)", remedy: remedy)
    }
  }
}
