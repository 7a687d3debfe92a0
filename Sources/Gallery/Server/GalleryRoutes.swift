import Discovery
import Foundation
import HTTPTypes
import Hummingbird
import Imaging
import Labels
import Runs
import Workbench

/// Every address that the gallery answers.
struct GalleryRoutes: Sendable {
  let library: GalleryLibrary
  let book: JudgementBook
  let configuration: GalleryConfiguration

  /// - Throws: `GalleryError` if the folder of outputs does not exist.
  init(_ configuration: GalleryConfiguration) throws(GalleryError) {
    self.configuration = configuration
    library = GalleryLibrary(outputs: try ServedFolder(configuration.outputs), program: configuration.program)
    book = JudgementBook(
      configuration.labels, matching: configuration.matching, author: configuration.author)
  }

  /// The routes with the guards in front of them.
  func router() -> Router<GalleryContext> {
    let router = Router(context: GalleryContext.self, options: .autoGenerateHeadEndpoints)
    router.addMiddleware {
      SecurityHeaders()
      ErrorPages()
      AccessGuard(hostNames: configuration.hostNames, token: configuration.token)
    }
    router.get("/assets/:name") { _, context in try Assets.response(try context.parameters.require("name")) }
    router.get("/favicon.ico") { _, _ in try Assets.response("icon.svg") }
    router.get("/") { request, _ in
      let viewing = viewing(request)
      return try await blocking {
        let (entries, faults) = try library.runs()
        return RunsPage(
          entries, sweeps: library.sweeps(), faults: faults, folder: library.outputs.url.path, viewing
        ).response()
      }
    }
    router.get("/log") { request, _ in
      let viewing = viewing(request)
      return try await blocking { LogPage(try book.newest(LogPage.entryCount), viewing).response() }
    }
    router.get("/labels.csv") { request, _ in
      let viewing = viewing(request)
      return try await blocking { Response.download(try book.table(viewing), name: "labels.csv") }
    }
    router.get("/agreement") { request, _ in
      let (query, viewing) = (request.uri.queryParameters, viewing(request))
      return try await blocking {
        try book.agreement(of: query["one"].map(String.init), and: query["other"].map(String.init), viewing)
          .response()
      }
    }
    router.post("/undo", use: undoEntry)
    router.post("/blind", use: setBlind)
    router.get("/runs/:experiment/:run") { request, context in
      let (address, viewing) = (try context.run(), viewing(request))
      return try await blocking {
        RunPage(
          try library.run(address), others: try library.runs().entries, viewing, record: library.record
        ).response()
      }
    }
    router.get("/runs/:experiment/:run/compare") { request, context in
      let (address, query, viewing) = (try context.run(), request.uri.queryParameters, viewing(request))
      let parts = (query["with"] ?? "").split(separator: "/", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw GalleryError(.badRequest, "No other run is named. Choose one on the page of this run.")
      }
      return try await blocking {
        CompareRunsPage(
          try library.run(address), try library.run(RunAddress(experiment: parts[0], run: parts[1])), viewing,
          record: library.record
        ).response()
      }
    }
    router.get("/sweeps/:sweep") { request, context in
      let (address, query, viewing) = (
        try context.sweep(), request.uri.queryParameters, viewing(request)
      )
      return try await blocking {
        SweepPage(
          address, try library.sweep(address),
          order: query["order"].flatMap { $0.isEmpty ? nil : String($0) },
          viewing
        ).response()
      }
    }
    addClusterings(to: router.group("/runs/:experiment/:run/clusters/:clustering"))
    addClusterings(to: router.group("/sweeps/:sweep/clusters/:clustering"))
    return router
  }

  private func addClusterings(to group: RouterGroup<GalleryContext>) {
    group.get("") { request, context in
      let (query, viewing) = (request.uri.queryParameters, viewing(request))
      return try await answer(context) { clustering in
        ClustersPage(
          clustering, try book.opinions(of: clustering.stored.record.id, viewing),
          order: .chosen(query["order"], viewing), filter: .chosen(query["show"], viewing),
          grouping: .chosen(query["groups"], viewing), siblings: try library.siblings(of: clustering), viewing
        ).response()
      }
    }
    group.get("compare") { request, context in
      let (query, viewing) = (request.uri.queryParameters, viewing(request))
      guard let with = query["with"] else { throw GalleryError(.badRequest, "No other clustering is named.") }
      let other = ClusteringAddress(String(with), of: try context.home())
      return try await answer(context) { clustering in
        try ComparePage(clustering, try library.clustering(other), viewing).response()
      }
    }
    group.get(":number") { request, context in
      let (number, query) = (try context.text("number"), request.uri.queryParameters)
      let viewing = viewing(request)
      return try await answer(context) { clustering in
        let cluster = try clustering.checkedCluster(number)
        return ClusterPage(
          cluster, of: clustering, try opinions(of: cluster, clustering, viewing),
          movedOut: try movedOut(of: cluster, clustering, viewing),
          labels: try book.patchLabels(of: clustering.assignment.members[cluster], clustering.mined, viewing),
          order: .chosen(query["order"], viewing), viewing
        ).response()
      }
    }
    group.get("patches/:row") { request, context in
      let (row, viewing) = (try context.text("row"), viewing(request))
      return try await answer(context) { try patch(try $0.checkedRow(row), of: $0, viewing) }
    }
    group.get("eyes/:image") { request, context in
      let (image, viewing) = (try context.text("image"), viewing(request))
      return try await answer(context) { try eyes(try $0.checkedImage(image), of: $0, viewing) }
    }
    group.get("lesions.csv") { request, context in
      let viewing = viewing(request)
      return try await answer(context) {
        .download(try book.lesionTable($0.mined, viewing), name: "lesions.csv")
      }
    }
    group.get("labels.json") { request, context in
      let viewing = viewing(request)
      return try await answer(context) {
        .download(try book.coco($0.mined, viewing), name: "labels.json", type: "application/json")
      }
    }
    group.get("tiles/:file") { _, context in
      let file = try context.text("file")
      return try await answer(context) { clustering in
        let row = try clustering.checkedRow(file.hasSuffix(".jpg") ? file.dropLast(4) : file[...])
        guard let tiles = clustering.file.tiles else { throw GalleryError(.notFound, ClustersPage.noTiles) }
        return .picture(try tiles.jpeg(row: row), type: "image/jpeg")
      }
    }
    group.get("pictures/:image") { _, context in
      let image = try context.text("image")
      return try await answer(context) { try picture(try $0.checkedImage(image), of: $0) }
    }
    group.get("attention/:image/:file") { _, context in
      let (image, file) = (try context.text("image"), try context.text("file"))
      return try await answer(context) { try attention(try $0.checkedImage(image), file: file, of: $0) }
    }
    group.post("eyes/:image/boxes", use: draw)
    group.post(":number/judgement", use: judge)
    group.post(":number/judgement/undo", use: undoJudgement)
    group.post(":number/labels", use: label)
    group.post(":number/members", use: move)
  }

  // MARK: - Reading

  private func answer(
    _ context: GalleryContext, _ work: @escaping @Sendable (OpenClustering) throws -> Response
  ) async throws -> Response {
    let address = try context.clustering()
    return try await blocking { try work(try library.clustering(address)) }
  }

  private func viewing(_ request: Request) -> Viewing { Viewing(request, reader: book.author) }

  private func opinions(of cluster: Int, _ clustering: OpenClustering, _ viewing: Viewing) throws
    -> ClusterOpinions
  {
    try book.opinions(
      of: clustering.stored.record.id, exemplar: clustering.assignment.exemplars[cluster], viewing)
  }

  private func movedOut(of cluster: Int, _ clustering: OpenClustering, _ viewing: Viewing) throws -> MovedOut
  {
    try book.movedOut(
      of: clustering.stored.record.id, exemplar: clustering.assignment.exemplars[cluster], viewing)
  }

  private func patch(_ row: Int, of clustering: OpenClustering, _ viewing: Viewing) throws -> Response {
    guard clustering.mined.hasPictures else { throw GalleryError.missing("picture of patch \(row)") }
    let image = Int(clustering.mined.regions[row].image)
    let picture = try library.preparedPicture(of: clustering.mined.images[image])
    return PatchPage(
      row, of: clustering, labels: try book.patchLabels(of: [row], clustering.mined, viewing)[row] ?? [],
      drawn: try book.drawn(on: [image], clustering.mined, viewing)[image] ?? [], hasPicture: picture != nil,
      viewing
    ).response()
  }

  private func eyes(_ image: Int, of clustering: OpenClustering, _ viewing: Viewing) throws -> Response {
    let images = clustering.file.imagesOfPatient(of: image)
    return try EyesPage(
      image, of: clustering, drawn: try book.drawn(on: images, clustering.mined, viewing),
      hasPicture: { try library.preparedPicture(of: clustering.mined.images[$0]) != nil }, viewing
    ).response()
  }

  private func picture(_ image: Int, of clustering: OpenClustering) throws -> Response {
    guard let url = try library.preparedPicture(of: clustering.mined.images[image]) else {
      throw GalleryError.missing("prepared picture \(image)")
    }
    return .picture(try Data(contentsOf: url), type: url.pathExtension == "png" ? "image/png" : "image/jpeg")
  }

  private func attention(_ image: Int, file: String, of clustering: OpenClustering) throws -> Response {
    guard file.hasSuffix(".png"), let level = Int(file.dropLast(4)), (0...4).contains(level),
      let attributes = clustering.mined.attributes,
      let attention = try clustering.file.reader.attention(image: image)
    else { throw GalleryError.missing("attention of picture \(image)") }
    return .picture(try AttentionMap.png(attention, level: level, of: attributes), type: "image/png")
  }

  // MARK: - Writing

  @Sendable private func judge(_ request: Request, _ context: GalleryContext) async throws -> Response {
    let sent = try await request.form(SentJudgement.self, context)
    return try await change(request, context) { clustering, cluster, exemplar in
      let own = try book.opinions(of: clustering, exemplar: exemplar, viewing(request)).own
      guard let verdict = try sent.verdict(on: exemplar, of: clustering, after: own) else {
        return "Cluster \(cluster): nothing new to store."
      }
      try book.judge([verdict])
      let now = try book.opinions(of: clustering, exemplar: exemplar, viewing(request)).own
      let isNew = verdict.name.map { !$0.isEmpty && !LesionTerms.names.contains($0) } ?? false
      return "Cluster \(cluster): \(now.text)\(isNew ? ", a name outside the list of terms" : "")."
    }
  }

  @Sendable private func undoJudgement(_ request: Request, _ context: GalleryContext) async throws -> Response
  {
    try await change(request, context) { clustering, cluster, exemplar in
      try book.undoNewest(of: clustering, exemplar: exemplar)
        ? "Cluster \(cluster): your last judgement is undone."
        : "Cluster \(cluster): there is no judgement of yours to undo."
    }
  }

  /// Changes what is said of a cluster, then shows the page again, or answers a script with the new state.
  private func change(
    _ request: Request, _ context: GalleryContext,
    _ work: @escaping @Sendable (_ clustering: String, _ cluster: Int, _ exemplar: Int) throws -> String
  ) async throws -> Response {
    let number = try context.text("number")
    let (viewing, origin) = (viewing(request), request.originPath)
    let isScript = request.headers[.accept] == "application/json"
    return try await answer(context) { clustering in
      let cluster = try clustering.checkedCluster(number)
      let sentence = try work(clustering.stored.record.id, cluster, clustering.assignment.exemplars[cluster])
      let page = clustering.address.cluster(cluster)
      guard isScript else {
        return .redirect(to: origin ?? page, type: .normal)
      }
      var form = JudgementForm(
        try opinions(of: cluster, clustering, viewing), cluster: cluster,
        exemplar: clustering.assignment.exemplars[cluster], of: clustering.address)
      form.sentence = sentence
      return .json(try CanonicalJSON.text(form))
    }
  }

  @Sendable private func label(_ request: Request, _ context: GalleryContext) async throws -> Response {
    let sent = try await request.form(SentLabels.self, context)
    let (number, viewing) = (try context.text("number"), viewing(request))
    let isScript = request.headers[.accept] == "application/json"
    return try await answer(context) { clustering in
      let cluster = try clustering.checkedCluster(number)
      guard clustering.mined.hasPictures else { throw GalleryError.missing("picture of these patches") }
      // All of the cluster is what still belongs to it.
      let out = sent.which == "all" ? try movedOut(of: cluster, clustering, viewing).rows : []
      let members = clustering.assignment.members[cluster].filter { !out.contains($0) }
      let (rows, term) = (try sent.rows(of: members, cluster: cluster), try sent.checkedTerm())
      try book.label(rows, term, clustering.mined)
      return try Self.done(
        "\(Counted.text(rows.count, "patch", "patches")) labelled \(term).", isScript,
        page: clustering.address.cluster(cluster))
    }
  }

  /// Moves members out of a cluster or takes them back, then shows the page again, or answers a script with a sentence.
  @Sendable private func move(_ request: Request, _ context: GalleryContext) async throws -> Response {
    let sent = try await request.form(SentMembers.self, context)
    let number = try context.text("number")
    let isScript = request.headers[.accept] == "application/json"
    return try await answer(context) { clustering in
      let cluster = try clustering.checkedCluster(number)
      let verdicts = try sent.verdicts(
        on: clustering.assignment.members[cluster], exemplar: clustering.assignment.exemplars[cluster],
        cluster: cluster, of: clustering.stored.record.id)
      try book.judge(verdicts)
      let moved = sent.which == "out" ? "moved out" : "taken back"
      return try Self.done(
        "\(Counted.text(verdicts.count, "patch", "patches")) \(moved).", isScript,
        page: clustering.address.cluster(cluster))
    }
  }

  /// The answer when something was stored: a sentence for a script, else the page again.
  private static func done(_ sentence: String, _ isScript: Bool, page: String) throws -> Response {
    isScript
      ? .json(try CanonicalJSON.text(Sentence(sentence: sentence))) : .redirect(to: page, type: .normal)
  }

  /// An answer to a script.
  private struct Sentence: Encodable {
    let sentence: String
  }

  @Sendable private func draw(_ request: Request, _ context: GalleryContext) async throws -> Response {
    let sent = try await request.form(SentBox.self, context)
    let (text, origin) = (try context.text("image"), request.originPath)
    return try await answer(context) { clustering in
      let image = try clustering.checkedImage(text)
      guard let zoomPixels = clustering.mined.attributes?.zoomPixels else {
        throw GalleryError.missing("picture \(image)")
      }
      try book.draw(try sent.label(on: clustering.mined.images[image], zoomPixels: zoomPixels))
      return .redirect(to: origin ?? clustering.address.eyes(image), type: .normal)
    }
  }

  @Sendable private func undoEntry(_ request: Request, _ context: GalleryContext) async throws -> Response {
    struct Sent: Decodable { let entry: Int64 }
    let sent = try await request.form(Sent.self, context)
    let origin = request.originPath
    return try await blocking {
      try book.undo(sent.entry)
      return .redirect(to: origin ?? "/log", type: .normal)
    }
  }

  /// Begins or ends blind reading in this browser, then shows the page again that it came from.
  @Sendable private func setBlind(_ request: Request, _ context: GalleryContext) async throws -> Response {
    struct Sent: Decodable { let blind: String? }
    let sent = try await request.form(Sent.self, context)
    var response = Response.redirect(to: request.originPath ?? "/", type: .normal)
    let age = sent.blind == "1" ? 86_400 : 0
    response.headers[.setCookie] = "\(Viewing.cookie)=1; Path=/; HttpOnly; SameSite=Strict; Max-Age=\(age)"
    return response
  }
}

extension Request {
  /// The form in the body.
  ///
  /// - Throws: `GalleryError` for a body that is no such form; `HTTPError` for one that is too long.
  fileprivate func form<Form: Decodable>(_ type: Form.Type, _ context: GalleryContext) async throws -> Form {
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
  fileprivate var originPath: String? {
    guard let origin = headers[.origin], let from = headers[HTTPField.Name("Referer")!],
      from.hasPrefix(origin + "/")
    else { return nil }
    let path = from.dropFirst(origin.count)
    // Browsers read a backslash as a slash, and two slashes as another server.
    return path.dropFirst().first.map { "/\\".contains($0) } == true ? nil : String(path)
  }
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
