import Foundation

extension CanonicalJSON {
  /// The value in a file.
  ///
  /// - Parameters:
  ///   - missing: What the user can do where there is no such file.
  ///   - damaged: What the user can do where the file holds something else.
  /// - Throws: `WorkbenchError` with code `.missing`, `.unreadable` or `.malformed`.
  public static func decode<Value: Decodable>(
    _ type: Value.Type, from url: URL, missing: String = "Check the path.", damaged: String = restore
  ) throws(WorkbenchError) -> Value {
    guard FileManager.default.fileExists(atPath: url.path) else {
      throw WorkbenchError(.missing, at: url.path, "does not exist", remedy: missing)
    }
    guard let data = FileManager.default.contents(atPath: url.path) else {
      throw WorkbenchError(
        .unreadable, at: url.path, "cannot be read", remedy: "Check that it is a file and may be read.")
    }
    return try decode(type, from: data, place: url.path, damaged: damaged)
  }

  /// The value in bytes; `place` names them in messages.
  ///
  /// - Throws: `WorkbenchError` with code `.malformed`.
  public static func decode<Value: Decodable>(
    _ type: Value.Type, from data: Data, place: String, damaged: String = restore
  ) throws(WorkbenchError) -> Value {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: infinity, negativeInfinity: negativeInfinity, nan: notANumber)
    do {
      return try decoder.decode(type, from: data)
    } catch {
      throw WorkbenchError(.malformed, at: place, reason(error), remedy: damaged)
    }
  }

  /// What to do about a damaged file of which the caller knows nothing else.
  public static let restore = "Restore the file, or delete it and run the command that wrote it again."

  // MARK: -

  private static func reason(_ error: any Error) -> String {
    guard let error = error as? DecodingError else {
      return "cannot be understood: \(Sentence.printable("\(error)"))"
    }
    switch error {
    case .keyNotFound(let key, let context):
      return "has no value \(path(context.codingPath + [key]))"
    case .valueNotFound(_, let context), .typeMismatch(_, let context):
      let place = path(context.codingPath)
      return place.isEmpty ? "holds another kind of value" : "has a value of the wrong kind at \(place)"
    case .dataCorrupted(let context):
      let place = path(context.codingPath)
      return place.isEmpty ? "is not JSON, or only a part of it" : "has an impossible value at \(place)"
    @unknown default:
      return "cannot be understood"
    }
  }

  /// `splits.test.grading[2]`; keys of the file are of unknown origin.
  private static func path(_ keys: [any CodingKey]) -> String {
    let text = keys.reduce("") { path, key in
      if let index = key.intValue { return path + "[\(index)]" }
      return path.isEmpty ? key.stringValue : "\(path).\(key.stringValue)"
    }
    return Sentence.printable(text)
  }
}
