import Foundation

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
      return try JSONDecoder().decode(type, from: data)
    } catch {
      throw DiscoveryError(.malformed, at: url.path, "is not \(name): \(fault(error))", remedy: remedy)
    }
  }

  private static func fault(_ error: any Error) -> String {
    switch error as? DecodingError {
    case .keyNotFound(let key, let context)?: "it has no \(place(context.codingPath + [key]))"
    case .valueNotFound(_, let context)?, .typeMismatch(_, let context)?:
      context.codingPath.isEmpty
        ? "it holds something else" : "its \(place(context.codingPath)) is of the wrong kind"
    case .dataCorrupted(let context)? where !context.codingPath.isEmpty:
      "its \(place(context.codingPath)) has a value that this version does not know"
    default: "it is no JSON, or cut off"
    }
  }

  /// `clusters[3].size`.
  private static func place(_ path: [any CodingKey]) -> String {
    path.reduce("") { text, key in
      if let index = key.intValue { return "\(text)[\(index)]" }
      return text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)"
    }
  }
}
