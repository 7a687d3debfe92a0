import HTTPTypes
import Hummingbird
import Workbench

/// Turns every error into a page with one sentence, or into JSON for a script.
struct ErrorPages: RouterMiddleware {
  private struct Answer: Encodable {
    let sentence: String
  }

  func handle(
    _ request: Request, context: GalleryContext, next: (Request, GalleryContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch {
      let found = GalleryError(error)
      if request.headers[.accept] == "application/json" {
        return .json(try CanonicalJSON.text(Answer(sentence: found.sentence)), status: found.status)
      }
      let title = found.status == .notFound ? "Not found" : found.status.reasonPhrase
      return MessagePage(title: title, sentence: found.sentence, Viewing(request, reader: "")).response(
        found.status)
    }
  }
}
