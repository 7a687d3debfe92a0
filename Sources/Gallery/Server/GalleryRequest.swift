import HTTPTypes
import Hummingbird

extension Request {
  /// The form in the body.
  ///
  /// - Throws: `GalleryError` for a body that is no such form; `HTTPError` for one that is too long.
  func form<Form: Decodable>(_ type: Form.Type, _ context: GalleryContext) async throws -> Form {
    do {
      return try await URLEncodedFormDecoder().decode(type, from: self, context: context)
    } catch let error as any HTTPResponseError {
      throw error
    } catch {
      throw GalleryError(
        .badRequest, "The form cannot be read: a field is missing or has a value of another kind.")
    }
  }

  /// The page of the gallery that a form was sent from; nil if the browser does not say.
  var originPath: String? {
    guard let origin = headers[.origin], let from = headers[HTTPField.Name("Referer")!],
      from.hasPrefix(origin + "/")
    else { return nil }
    let path = from.dropFirst(origin.count)
    // Browsers read a backslash as a slash, and two slashes as another server.
    return path.dropFirst().first.map { "/\\".contains($0) } == true ? nil : String(path)
  }

  /// Whether a script of the gallery asks, which wants JSON.
  var isFromScript: Bool { headers[.accept] == "application/json" }
}

extension GalleryContext {
  /// A part of the address, decoded.
  func text(_ name: String) throws -> String { try parameters.require(name) }

  /// The run that the address names.
  func run() throws -> RunAddress { RunAddress(experiment: try text("experiment"), run: try text("run")) }

  /// The sweep that the address names.
  func sweep() throws -> RunAddress { RunAddress(sweep: try text("sweep")) }

  /// The run or sweep that the address names.
  func home() throws -> RunAddress { parameters.get("sweep") == nil ? try run() : try sweep() }

  /// The clustering that the address names.
  func clustering() throws -> ClusteringAddress {
    ClusteringAddress(try text("clustering"), of: try home())
  }
}
