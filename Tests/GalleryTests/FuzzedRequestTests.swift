import Foundation
import HTTPTypes
import Runs
import TestSupport
import Testing
import Workbench

@testable import Gallery

/// Requests that nobody would send. `make test` sends a few thousand; in full:
///
///     ZOOMIN_REQUESTS=100000 swift test --filter FuzzedRequestTests
struct FuzzedRequestTests {
  private static var count: Int {
    ProcessInfo.processInfo.environment["ZOOMIN_REQUESTS"].flatMap { Int($0) } ?? 2_000
  }

  @Test func `no request crashes the gallery, shows anything outside, or changes anything it may not`()
    async throws
  {
    let gallery = try SampleGallery()
    let secret = "outside-\(UUID().uuidString)"
    try AtomicFile.write(secret, to: gallery.folder.appendingPathComponent("secret.txt"))
    let sweeps = OutputsDirectory(gallery.outputs).sweeps
    try AtomicFile.createFolder(sweeps.appendingPathComponent("mine/members/aaaa"))
    for link in [
      gallery.outputs.appendingPathComponent("sample/link"), sweeps.appendingPathComponent("link"),
    ] {
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: gallery.folder)
    }
    let before = FolderContents.names(in: gallery.outputs).filter { !$0.hasPrefix("labels.sqlite") }
    var drawn = RequestDraw(seed: 1, gallery)
    var statuses: [Int: Int] = [:]
    var labelBytes: Data?
    for index in 0..<Self.count {
      let request = drawn.next()
      let answer = try await gallery.answer(
        request.method, request.path, host: request.host, headers: request.headers, body: request.body)
      statuses[answer.status.code, default: 0] += 1
      #expect(
        answer.status.code < 500,
        "request \(index): \(request.method) \(request.path): \(answer.text.prefix(400))")
      #expect(!answer.text.contains(secret), "request \(index): \(request.path)")
      #expect(answer.headers[.contentSecurityPolicy] != nil, "request \(index): \(request.path)")
      let labels = FileManager.default.contents(atPath: OutputsDirectory(gallery.outputs).labels.path)
      if !request.mayWrite {
        #expect(labels == labelBytes, "request \(index) changed labels: \(request.path)")
      }
      labelBytes = labels
    }
    print("answers by status: \(statuses.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" })")
    #expect(statuses.keys.contains(200) && statuses.keys.contains(303) && statuses.keys.contains(403))
    let after = FolderContents.names(in: gallery.outputs).filter { !$0.hasPrefix("labels.sqlite") }
    #expect(after == before)
    #expect(try await gallery.get(gallery.path).status == .ok)
  }

  @Test func `without the token nothing is answered and nothing changes, whatever else is sent`() async throws
  {
    let token = "a-secret-of-some-length"
    let gallery = try SampleGallery(token: token)
    var drawn = RequestDraw(seed: 2, gallery)
    var random = RandomStream(seed: 2, purpose: "tokens")
    let wrong = [
      "", String(token.dropLast()), token + "x", token.uppercased(), "\u{0}" + token, " " + token,
      "x; x=" + token,
    ]
    for index in 0..<Self.count / 4 {
      let request = drawn.next()
      var headers = request.headers
      let guess = wrong[random.integer(below: wrong.count)]
      headers[.cookie] = "zoomin-token=\(guess)"
      let path = request.path + (request.path.contains("?") ? "&" : "?") + "token=\(guess.inPath)"
      let answer = try await gallery.answer(
        request.method, path, host: request.host, headers: headers, body: request.body)
      #expect((400..<500).contains(answer.status.code), "request \(index): \(answer.status), \(path)")
      #expect(!answer.text.contains("c0ffee") || path.contains("c0ffee"), "request \(index): \(path)")
    }
    #expect(!FileManager.default.fileExists(atPath: OutputsDirectory(gallery.outputs).labels.path))
    #expect(
      try await gallery.get(gallery.path, headers: [.cookie: "zoomin-token=\(token)"]).status == .ok)
  }
}

/// Draws requests around valid ones.
private struct RequestDraw {
  struct Drawn {
    let method: HTTPRequest.Method
    let path: String
    let host: String
    let headers: HTTPFields
    let body: String
    /// Whether the gallery may store something because of it.
    let mayWrite: Bool
  }

  private var random: RandomStream
  private let paths: [String]

  init(seed: UInt64, _ gallery: SampleGallery) {
    random = RandomStream(seed: seed, purpose: "requests")
    let clustering = gallery.path
    paths =
      [
        "/", "/log", "/labels.csv", "/undo", "/blind", "/favicon.ico", "/assets/gallery.js",
        "/runs/sample/0123456789ab",
      ]
      + ["/runs/sample/link/clusters/c0ffee", "/runs/sample/link", clustering]
      + [
        "/0", "/1", "/patches/3", "/tiles/3.jpg", "/pictures/0", "/attention/0/2.png", "/compare?with=c0ffee",
        "/0/judgement", "/0/judgement/undo", "/1/labels", "/1/members", "?order=stability&show=open&groups=5",
        "/eyes/0", "/eyes/0/boxes", "/lesions.csv", "/labels.json",
      ].map { clustering + $0 }
      + [
        "/agreement?one=reader&other=x", "/runs/sample/0123456789ab/compare?with=sample/0123456789ab",
        "/sweeps/mine", "/sweeps/mine/clusters/aaaa/0", "/sweeps/link/clusters/c0ffee",
      ]
  }

  private static let pieces = [
    "..", "%2e%2e", "%00", "%ff", "/", "//", "\\", "?", "#", ";", "&", "=", "'", "\"", "<script>", "%252e",
    "~", "-1",
    "99999999999999999999", "0x10", "NaN", "é", "\u{202e}", "💥", "%", "%%", "[]", "{{x}}", "secret.txt",
    "etc/passwd",
    "c0ffee", "link", "order=candidates", "token=x", "+", " ",
  ]

  mutating func next() -> Drawn {
    var path = pick(paths)
    for _ in 0..<random.integer(below: 4) { path = mutated(path) }
    if random.integer(below: 50) == 0 { path += String(repeating: pick(Self.pieces), count: 3_000) }
    let isUsual = random.integer(below: 4) > 0
    let method: HTTPRequest.Method =
      isUsual ? pick([.get, .post]) : pick([.head, .put, .delete, .options, .trace])
    let host =
      random.integer(below: 8) > 0 ? SampleGallery.host : pick(["localhost", "evil.example", "", "[::1]:1"])
    var headers: HTTPFields = [:]
    let origin = pick([
      nil, "http://\(host)", "http://\(host)", "http://\(host)", "null", "http://evil.example", "\u{1}",
    ])
    headers[.origin] = origin
    headers[.contentType] = pick([
      "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-8",
      "application/json", "", nil,
    ])
    headers[.accept] = pick([nil, "application/json", "*/*"])
    headers[.cookie] = pick([
      nil, "zoomin-blind=1", "zoomin-token=x; zoomin-blind=\(pick(Self.pieces))", ";;=;",
    ])
    headers[HTTPField.Name("Referer")!] = pick([
      nil, "http://\(host)/log", "http://\(host)//evil.example", "x",
    ])
    var body = pick([
      "", "decision=accepted&name=MA&note=x", "decision=\(pick(Self.pieces))", "which=all&term=HE",
      "row[]=0&row[]=x&term=a", "row[]=0&which=out", "x0=1&y0=2&x1=30&y1=40&term=MA",
      "x0=\(pick(Self.pieces))&y0=2&x1=30&y1=1e39&term=MA",
      "entry=1", "entry=\(pick(Self.pieces))", "blind=1", "term=\(pick(Self.pieces))&which=all",
    ])
    for _ in 0..<random.integer(below: 3) { body = mutated(body) }
    return Drawn(
      method: method, path: path, host: host, headers: headers, body: body,
      mayWrite: method == .post && !host.isEmpty && origin == "http://\(host)")
  }

  private mutating func pick<Value>(_ values: [Value]) -> Value {
    values[random.integer(below: values.count)]
  }

  private mutating func mutated(_ text: String) -> String {
    var characters = Array(text)
    let place = random.integer(below: characters.count + 1)
    switch random.integer(below: 3) {
    case 0: characters.insert(contentsOf: pick(Self.pieces), at: place)
    case 1:
      let end = min(characters.count, place + random.integer(below: 6))
      characters.replaceSubrange(place..<end, with: pick(Self.pieces))
    default:
      characters.removeSubrange(
        min(place, characters.count)..<min(characters.count, place + 1 + random.integer(below: 3)))
    }
    return String(characters)
  }
}
