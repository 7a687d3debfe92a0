import Foundation
import HTTPTypes
import Runs
import TestSupport
import Testing
import Workbench

@testable import Gallery

struct SafetyTests {
  @Test(arguments: [
    "evil.example", "127.0.0.1.evil.example", "127.0.0.1:80:80", "localhost@evil", "127.0.0.1:x", "",
  ])
  func `another name for the server is refused`(host: String) async throws {
    let gallery = try SampleGallery(tiles: false)
    #expect(try await gallery.get("/", host: host).status == .misdirectedRequest)
  }

  @Test(arguments: ["localhost", "localhost:8321", "127.0.0.1:1", "[::1]:8321"])
  func `its own names are answered`(host: String) async throws {
    let gallery = try SampleGallery(tiles: false)
    #expect(try await gallery.get("/", host: host).status == .ok)
  }

  @Test(arguments: [
    nil, "null", "http://evil.example", "http://127.0.0.1:9", "http://127.0.0.1:8321.evil.example",
  ])
  func `a change that does not come from the gallery's own pages is refused`(origin: String?) async throws {
    let gallery = try SampleGallery(tiles: false)
    for path in ["\(gallery.path)/0/judgement", "\(gallery.path)/0/judgement/undo", "/undo"] {
      let answer = try await gallery.post(path, "name=MA&entry=1", origin: origin)
      #expect(answer.status == .forbidden)
    }
    #expect(!FileManager.default.fileExists(atPath: OutputsDirectory(gallery.outputs).labels.path))
  }

  @Test(arguments: ["application/json", "text/plain", "multipart/form-data"])
  func `only forms change anything`(type: String) async throws {
    let gallery = try SampleGallery(tiles: false)
    let answer = try await gallery.post("\(gallery.path)/0/judgement", "name=MA", type: type)
    #expect(answer.status == .unsupportedMediaType)
  }

  @Test(arguments: [HTTPRequest.Method.put, .delete, .patch, .options, .trace])
  func `other methods are refused`(method: HTTPRequest.Method) async throws {
    let gallery = try SampleGallery(tiles: false)
    let answer = try await gallery.answer(method, "/", host: SampleGallery.host, headers: [:], body: "")
    #expect(answer.status == .methodNotAllowed)
  }

  @Test func `a body that is too long is refused`() async throws {
    let gallery = try SampleGallery(tiles: false)
    let form = "note=" + String(repeating: "x", count: 1 << 20)
    #expect(try await gallery.post("\(gallery.path)/0/judgement", form).status == .contentTooLarge)
  }

  @Test func `with a token nothing is shown without it; shown once, it becomes a cookie`() async throws {
    let token = Token.random()
    #expect(token.count == 32)
    let gallery = try SampleGallery(token: token, tiles: false)
    #expect(try await gallery.get("/").status == .unauthorized)
    #expect(try await gallery.get("/?token=\(token.dropLast())0x").status == .unauthorized)
    #expect(try await gallery.get("/assets/gallery.css").status == .unauthorized)
    let first = try await gallery.get("/?token=\(token)", host: "workstation.example")
    #expect(first.status == .seeOther)
    let cookie = try #require(first.headers[.setCookie]?.split(separator: ";").first)
    #expect(first.headers[.setCookie]?.contains("HttpOnly; SameSite=Strict") == true)
    let headers: HTTPFields = [.cookie: "other=1; \(cookie)"]
    #expect(try await gallery.get("/", host: "workstation.example", headers: headers).status == .ok)
    #expect(try await gallery.get("/", headers: [.cookie: "zoomin-token=\(token)x"]).status == .unauthorized)
  }

  @Test func `every answer forbids foreign content, frames and guessing of types`() async throws {
    let gallery = try SampleGallery()
    for path in ["/", gallery.path, "\(gallery.path)/tiles/0.jpg", "/assets/gallery.js", "/nothing"] {
      let headers = try await gallery.get(path).headers
      #expect(headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none'; ") == true)
      #expect(headers[.contentSecurityPolicy]?.contains("unsafe") == false)
      #expect(headers[.xContentTypeOptions] == "nosniff")
    }
  }

  @Test(arguments: [
    "..", ".", "%2e%2e", "..%2f..", "%2Fetc", ".hidden", "a%00b", "a%2fb", "%ff",
  ])
  func `no name in an address leads out of the folder`(name: String) async throws {
    let gallery = try SampleGallery()
    for path in [
      "/runs/\(name)/0123456789ab", "/runs/sample/\(name)", "/runs/sample/\(name)/clusters/c0ffee",
      "/runs/sample/0123456789ab/clusters/\(name)", "\(gallery.path)/tiles/\(name)", "/assets/\(name)",
    ] {
      let status = try await gallery.get(path).status
      #expect(status == .notFound || status == .badRequest, "\(path): \(status)")
    }
  }

  @Test func `symbolic links that lead out of the folder are not followed`() async throws {
    let gallery = try SampleGallery()
    let files = FileManager.default
    let outside = gallery.folder.appendingPathComponent("outside")
    try files.moveItem(at: gallery.clustering.folder, to: outside)
    try files.createSymbolicLink(at: gallery.clustering.folder, withDestinationURL: outside)
    #expect(try await gallery.get(gallery.path).status == .notFound)
    try files.removeItem(at: gallery.clustering.folder)
    try files.moveItem(at: outside, to: gallery.clustering.folder)
    #expect(try await gallery.get(gallery.path).status == .ok)
    let secret = gallery.folder.appendingPathComponent("secret.txt")
    try AtomicFile.write("of no concern", to: secret)
    try files.createSymbolicLink(at: gallery.run.experiment, withDestinationURL: secret)
    let run = try await gallery.get("/runs/sample/0123456789ab")
    #expect(run.status == .notFound && !run.text.contains("of no concern"))
    try files.removeItem(at: gallery.run.experiment)
    #expect(try await gallery.get("/runs/sample/0123456789ab").status == .ok)
    let cache = OutputsDirectory(gallery.outputs).preparedPictures
    try files.moveItem(at: cache, to: outside)
    try files.createSymbolicLink(at: cache, withDestinationURL: outside)
    #expect(try await gallery.get("\(gallery.path)/pictures/0").status == .notFound)
  }

  @Test func `comparing tokens finds equal texts only`() {
    #expect(Token.matches("abc", "abc"))
    for (one, other) in [("abc", "abd"), ("ab", "abc"), ("", ""), ("abc", "")] {
      #expect(!Token.matches(one, other))
    }
  }

  @Test func `the network is served with a token only, and a folder must exist`() throws {
    let folder = try TemporaryFolder().url
    func server(_ outputs: URL, host: String, token: String?) throws -> GalleryServer {
      try GalleryServer(
        GalleryConfiguration(
          outputs: outputs, labels: outputs.appendingPathComponent("labels.sqlite"), host: host, token: token,
          author: "reader", program: URL(fileURLWithPath: "/bin/true")))
    }
    _ = try server(folder, host: "127.0.0.1", token: nil)
    _ = try server(folder, host: "0.0.0.0", token: "secret")
    let open = #expect(throws: GalleryStartError.self) { try server(folder, host: "0.0.0.0", token: nil) }
    #expect(open?.code == .configuration && open?.remedy?.contains("--token random") == true)
    let missing = #expect(throws: GalleryStartError.self) {
      try server(folder.appendingPathComponent("none"), host: "127.0.0.1", token: nil)
    }
    #expect(missing?.code == .missing)
  }
}
