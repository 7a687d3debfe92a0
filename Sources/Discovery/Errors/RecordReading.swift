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
  /// - Throws: `DiscoveryError` with code `.missing`, `.unreadable` or `.malformed`.
  static func decoded<Value: Decodable>(
    _ type: Value.Type, at url: URL, as name: String, remedy: String
  ) throws(DiscoveryError) -> Value {
    do {
      return try CanonicalJSON.decode(type, from: url, missing: remedy, damaged: remedy)
    } catch {
      switch error.code {
      case .missing: throw DiscoveryError(.missing, at: error.place, error.reason, remedy: error.remedy)
      case .malformed:
        throw DiscoveryError(
          .malformed, at: error.place, "is not \(name): it \(error.reason)", remedy: error.remedy)
      default: throw DiscoveryError(.unreadable, at: error.place, error.reason, remedy: error.remedy)
      }
    }
  }
}
