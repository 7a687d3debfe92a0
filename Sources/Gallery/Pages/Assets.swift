import Foundation
import HTTPTypes
import Hummingbird
import Workbench

/// The files that pages need beside themselves. They are part of the program.
enum Assets {
  private static let files: [String: (bytes: [UInt8], type: String)] = [
    "gallery.css": (PackageResources.gallery_css, "text/css; charset=utf-8"),
    "gallery.js": (PackageResources.gallery_js, "text/javascript; charset=utf-8"),
    "icon.svg": (PackageResources.icon_svg, "image/svg+xml"),
  ]

  /// Hash of the style sheet and the script.
  static let version = String(
    ContentHash.hexadecimal(
      of: Data(PackageResources.gallery_css + PackageResources.gallery_js)
    ).prefix(12))

  /// - Throws: `GalleryError` if there is no such file.
  static func response(_ name: String) throws(GalleryError) -> Response {
    guard let file = files[name] else { throw .missing("file \(name.prefix(40))") }
    return Response(
      status: .ok, headers: [.contentType: file.type, .cacheControl: "max-age=86400"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes)))
  }
}
