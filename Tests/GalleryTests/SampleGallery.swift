import Clustering
import Discovery
import FeatureStore
import Foundation
import Fundus
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Labels
import Logging
import Runs
import TestSupport
import Workbench

@testable import Gallery

/// A folder of outputs with one finished run, its clustering judged and drawn, and a gallery of it without a socket.
final class SampleGallery: Sendable {
  /// An answer of the gallery.
  struct Answer {
    let status: HTTPResponse.Status
    let headers: HTTPFields
    let body: Data

    var text: String { String(decoding: body, as: UTF8.self) }
  }

  static let host = "127.0.0.1:8321"
  /// The folder above that of the outputs.
  let folder: URL
  let outputs: URL
  let run: RunDirectory
  let clustering: StoredClustering
  let mined: MinedRegions
  private let responder: any HTTPResponder<GalleryContext>

  /// The path of the clustering's page.
  var path: String { "/runs/sample/0123456789ab/clusters/\(clustering.folder.lastPathComponent)" }

  init(token: String? = nil, tiles: Bool = true) throws {
    folder = try TemporaryFolder().url
    outputs = folder.appendingPathComponent("outputs")
    run = OutputsDirectory(outputs).run("0123456789ab", ofExperiment: "sample")
    let features = run.mining(key: "abcdefabcdef").features
    try AtomicFile.createFolder(features.deletingLastPathComponent())
    let data = try SampleData(features: features)
    mined = try MinedRegions(try data.reader)
    let clusters = run.clusterings.appendingPathComponent("c0ffee")
    try AtomicFile.createFolder(clusters)
    clustering = try ClusteringRun().perform(try data.reader, into: clusters)
    _ = try JudgingRun().perform(clustering, of: try data.reader)
    if tiles { _ = try MosaicRun(experiment: "sample").draw(clustering, of: mined) }
    try RunStatus(.done).write(to: run)
    try Self.prepare(mined.images[0], of: data, in: OutputsDirectory(outputs).preparedPictures)
    let configuration = GalleryConfiguration(
      outputs: outputs, labels: OutputsDirectory(outputs).labels, token: token, author: "reader",
      program: URL(fileURLWithPath: "/bin/true"))
    responder = try GalleryRoutes(configuration).router().buildResponder()
  }

  /// Another gallery of the same outputs, which has opened nothing yet.
  init(sharing other: SampleGallery) throws {
    (folder, outputs, run) = (other.folder, other.outputs, other.run)
    (clustering, mined) = (other.clustering, other.mined)
    let configuration = GalleryConfiguration(
      outputs: outputs, labels: OutputsDirectory(outputs).labels, author: "reader",
      program: URL(fileURLWithPath: "/bin/true"))
    responder = try GalleryRoutes(configuration).router().buildResponder()
  }

  /// Makes another clustering of the same run.
  func cluster(as name: String, preference: Preference) throws -> StoredClustering {
    var configuration = ClusteringConfiguration()
    configuration.preference = preference
    let folder = run.clusterings.appendingPathComponent(name)
    try AtomicFile.createFolder(folder)
    return try ClusteringRun(configuration).perform(
      try FeatureReader(run.mining(key: "abcdefabcdef").features), into: folder)
  }

  /// The labels that apply to rows, by a reader of its own.
  func labels(of rows: [Int]) throws -> [Int: [PatchLabel]] {
    try JudgementBook(
      OutputsDirectory(outputs).labels, matching: LabelMatching(), author: "reader"
    ).patchLabels(
      of: rows, mined, Viewing(reader: "reader", isBlind: false))
  }

  /// Puts a picture into the cache as preparation does, without preparing it.
  private static func prepare(_ image: FeatureImage, of data: SampleData, in cache: URL) throws {
    let stem = "aaaa/\(image.sha256.prefix(2))/\(image.sha256)"
    let png = try Data(contentsOf: data.pictures.appendingPathComponent(image.path))
    try AtomicFile.write(png, to: cache.appendingPathComponent("\(stem).png"))
    let box = image.cropBox.coordinates.map { "\($0)" }.joined(separator: ", ")
    try AtomicFile.write(
      "{\"cropBox\": [\(box)], \"sourceWidth\": 1, \"sourceHeight\": 1, \"zoomByteCount\": \(png.count)}\n",
      to: cache.appendingPathComponent("\(stem).json"))
  }

  // MARK: - Requests

  func get(_ path: String, host: String = SampleGallery.host, headers: HTTPFields = [:]) async throws
    -> Answer
  {
    try await answer(.get, path, host: host, headers: headers, body: "")
  }

  /// Sends a form as a page of the gallery does.
  func post(
    _ path: String, _ form: String, origin: String? = "http://\(SampleGallery.host)",
    type: String = "application/x-www-form-urlencoded", headers: HTTPFields = [:]
  ) async throws -> Answer {
    var headers = headers
    headers[.origin] = origin
    headers[.contentType] = type
    return try await answer(.post, path, host: Self.host, headers: headers, body: form)
  }

  func answer(
    _ method: HTTPRequest.Method, _ path: String, host: String, headers: HTTPFields, body: String
  ) async throws -> Answer {
    let head = HTTPRequest(method: method, scheme: "http", authority: host, path: path, headerFields: headers)
    let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body)))
    let response = try await responder.respond(to: request, context: GalleryContext(source: Source()))
    let writer = CollectingWriter()
    try await response.body.write(writer)
    return Answer(status: response.status, headers: response.headers, body: writer.data)
  }

  private struct Source: RequestContextSource {
    let logger = Logger(label: "test")
  }

  private final class CollectingWriter: ResponseBodyWriter {
    var data = Data()

    func write(_ buffer: ByteBuffer) async throws { data.append(contentsOf: buffer.readableBytesView) }
    func finish(_ headers: HTTPFields?) async throws {}
  }
}
