import Foundation
import HTTPTypes
import Hummingbird

extension Response {
  /// A picture. Its address stays the same when the picture changes, so browsers keep it for minutes only.
  static func picture(_ data: Data, type: String) -> Response {
    Response(
      status: .ok, headers: [.contentType: type, .cacheControl: "private, max-age=600"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
  }

  /// A file to be stored by the browser.
  static func download(_ text: String, name: String, type: String = "text/csv; charset=utf-8") -> Response {
    Response(
      status: .ok,
      headers: [
        .contentType: type, .contentDisposition: "attachment; filename=\"\(name)\"",
      ], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  /// An answer to a script.
  static func json(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}
