import HTTPTypes
import Hummingbird

/// Refuses requests that a page of another site could have made a browser send.
///
/// - A request must address the server by a name it has, so that another site's name cannot be pointed at it.
/// - A request that changes something must come from a page of this server.
/// - Where there is a token, a browser must have shown it; it then holds a cookie.
struct AccessGuard: RouterMiddleware {
  let hostNames: Set<String>?
  let token: String?

  /// The name of the cookie that holds the token.
  static let cookie = "zoomin-token"

  func handle(
    _ request: Request, context: GalleryContext, next: (Request, GalleryContext) async throws -> Response
  ) async throws -> Response {
    guard let authority = request.head.authority, isOurs(authority) else {
      throw GalleryError(
        .misdirectedRequest,
        "This server is not known by that name. Open it as http://127.0.0.1 with its port.")
    }
    guard [.get, .head, .post].contains(request.method) else {
      throw GalleryError(.methodNotAllowed, "Only GET, HEAD and POST are answered.")
    }
    if request.method == .post { try checkOrigin(of: request, authority: authority) }
    guard let token else { return try await next(request, context) }
    if let shown = request.uri.queryParameters["token"] {
      guard Token.matches(String(shown), token) else { throw Self.refusal }
      return Response(
        status: .seeOther,
        headers: [
          .location: request.uri.path,
          .setCookie: "\(Self.cookie)=\(token); Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000",
        ])
    }
    guard let held = request.cookie(Self.cookie), Token.matches(held, token) else { throw Self.refusal }
    return try await next(request, context)
  }

  // MARK: -

  private static let refusal = GalleryError(
    .unauthorized, "This gallery needs its token. Open the address that zoomin browse printed.")

  private func isOurs(_ authority: String) -> Bool {
    guard let hostNames else { return true }
    return hostNames.contains { name in
      guard authority.hasPrefix(name) else { return false }
      let rest = authority.dropFirst(name.count)
      return rest.isEmpty || rest.first == ":" && rest.dropFirst().allSatisfy { ("0"..."9").contains($0) }
    }
  }

  private func checkOrigin(of request: Request, authority: String) throws(GalleryError) {
    guard let origin = request.headers[.origin],
      origin == "http://\(authority)" || origin == "https://\(authority)"
    else {
      throw GalleryError(.forbidden, "Only pages of this gallery may change something.")
    }
    guard let type = request.headers[.contentType], type.hasPrefix("application/x-www-form-urlencoded") else {
      throw GalleryError(.unsupportedMediaType, "Only forms are read.")
    }
  }
}
