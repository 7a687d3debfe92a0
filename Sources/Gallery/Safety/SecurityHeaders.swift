import HTTPTypes
import Hummingbird

/// Tells browsers to load nothing from elsewhere, to run no script but the gallery's file, and to show it in no other page.
struct SecurityHeaders: RouterMiddleware {
  private static let policy = [
    "default-src 'none'", "img-src 'self'", "style-src 'self'", "script-src 'self'", "connect-src 'self'",
    "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
  ].joined(separator: "; ")

  func handle(
    _ request: Request, context: GalleryContext, next: (Request, GalleryContext) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    response.headers[.contentSecurityPolicy] = Self.policy
    response.headers[.xContentTypeOptions] = "nosniff"
    // Not "no-referrer": with it browsers hide the origin of a form, which `AccessGuard` checks.
    response.headers[HTTPField.Name("Referrer-Policy")!] = "same-origin"
    response.headers[.crossOriginResourcePolicy] = "same-origin"
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    return response
  }
}
