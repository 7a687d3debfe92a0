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

  func answer(
    _ context: GalleryContext, _ work: @escaping @Sendable (OpenClustering) throws -> Response
  ) async throws -> Response {
    let address = try context.clustering()
    return try await blocking { try work(try library.clustering(address)) }
  }

  func viewing(_ request: Request) -> Viewing { Viewing(request, reader: book.author) }

  func opinions(of cluster: Int, _ clustering: OpenClustering, _ viewing: Viewing) throws
    -> ClusterOpinions
  {
    try book.opinions(
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
}
