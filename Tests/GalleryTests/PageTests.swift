import Discovery
import Foundation
import Runs
import TestSupport
import Testing
import Workbench

@testable import Gallery

struct PageTests {
  @Test func `the list of runs names every run, its state and its number of clusterings`() async throws {
    let gallery = try SampleGallery()
    let answer = try await gallery.get("/")
    #expect(answer.status == .ok)
    #expect(answer.text.contains("<a href=\"/runs/sample/0123456789ab\">sample</a>"))
    #expect(answer.text.contains(">done</span>"))
    #expect(answer.text.contains("1 run in "))
  }

  @Test func `a run shows its clusterings, and a damaged one shows its reason while the others work`()
    async throws
  {
    let gallery = try SampleGallery()
    try AtomicFile.write("{", to: gallery.run.clusterings.appendingPathComponent("broken/clustering.json"))
    let answer = try await gallery.get("/runs/sample/0123456789ab")
    #expect(answer.status == .ok)
    #expect(
      answer.text.contains(
        "<a href=\"\(gallery.path)\">\(gallery.clustering.assignment.clusterCount) clusters</a>"))
    #expect(answer.text.contains("broken/clustering.json"))
    #expect(try await gallery.get(gallery.path).status == .ok)
    let broken = try await gallery.get("/runs/sample/0123456789ab/clusters/broken")
    #expect(broken.status == .unprocessableContent)
    #expect(broken.text.contains("broken/clustering.json"))
  }

  @Test func `a damaged status is told on the run's page and on the list`() async throws {
    let gallery = try SampleGallery()
    try AtomicFile.write("{", to: gallery.run.status)
    for path in ["/", "/runs/sample/0123456789ab"] {
      let answer = try await gallery.get(path)
      #expect(answer.status == .ok)
      #expect(answer.text.contains("status.json"))
    }
  }

  @Test func `the clusters' page has a card for each cluster with tiles, counts and grades`() async throws {
    let gallery = try SampleGallery()
    let answer = try await gallery.get(gallery.path)
    #expect(answer.status == .ok)
    let count = gallery.clustering.assignment.clusterCount
    #expect(answer.text.components(separatedBy: "<article ").count == count + 1)
    for (cluster, exemplar) in gallery.clustering.assignment.exemplars.enumerated() {
      #expect(answer.text.contains("<a href=\"\(gallery.path)/\(cluster)\">Cluster \(cluster)</a>"))
      #expect(answer.text.contains("src=\"\(gallery.path)/tiles/\(exemplar).jpg\""))
    }
    #expect(answer.text.contains("not graded"))
  }

  @Test func `clusters without grades, without tiles or not judged have pages, which say what to do`()
    async throws
  {
    let gallery = try SampleGallery(tiles: false)
    try FileManager.default.removeItem(
      at: gallery.clustering.folder.appendingPathComponent(JudgingRun.fileName))
    let answer = try await gallery.get(gallery.path)
    #expect(answer.status == .ok)
    #expect(answer.text.contains("zoomin judge CLUSTERING_DIR"))
    #expect(answer.text.contains("zoomin mosaic CLUSTERING_DIR"))
    #expect(!answer.text.contains("<img"))
    for path in ["0", "patches/0"] {
      let page = try await gallery.get("\(gallery.path)/\(path)")
      #expect(page.status == .ok && page.text.contains("zoomin mosaic CLUSTERING_DIR"))
      #expect(!page.text.contains("/tiles/"))
    }
    #expect(try await gallery.get("\(gallery.path)/tiles/0.jpg").status == .notFound)
  }

  @Test(arguments: ClusterOrder.allCases) func `every order shows every cluster once`(order: ClusterOrder)
    async throws
  {
    let gallery = try SampleGallery()
    let text = try await gallery.get("\(gallery.path)?order=\(order.rawValue)").text
    for cluster in gallery.clustering.assignment.exemplars.indices {
      #expect(text.components(separatedBy: "id=\"cluster-\(cluster)\"").count == 2)
    }
    #expect(text.contains("<option value=\"\(order.rawValue)\" selected>"))
  }

  @Test func `a cluster shows every member, in the chosen order, and one of each patient on request`()
    async throws
  {
    let gallery = try SampleGallery()
    for (cluster, rows) in gallery.clustering.assignment.members.enumerated() {
      let text = try await gallery.get("\(gallery.path)/\(cluster)?order=response").text
      for row in rows { #expect(text.contains("href=\"\(gallery.path)/patches/\(row)\"")) }
      let patients = Set(rows.map { gallery.mined.image(ofRow: $0).patient }).count
      let few = try await gallery.get("\(gallery.path)/\(cluster)?order=patient").text
      #expect(few.components(separatedBy: "class=\"card patch").count == patients + 1)
    }
  }

  @Test func `a patch shows its picture with boxes, its facts and its whole lineage`() async throws {
    let gallery = try SampleGallery()
    let row = 0
    let image = gallery.mined.image(ofRow: row)
    let text = try await gallery.get("\(gallery.path)/patches/\(row)").text
    #expect(text.contains("src=\"\(gallery.path)/pictures/0\""))
    #expect(text.components(separatedBy: "<rect class=\"region\"").count == 3)
    #expect(text.components(separatedBy: "<rect class=\"here\"").count == 2)
    #expect(text.contains("<rect class=\"lesion\""))
    for fact in [
      image.sha256, image.path, gallery.mined.contentHash, gallery.clustering.record.id,
      gallery.mined.attributes?.checkpointSHA256 ?? "?",
    ] {
      #expect(text.contains(fact))
    }
    let picture = try await gallery.get("\(gallery.path)/pictures/0")
    #expect(picture.status == .ok && picture.headers[.contentType] == "image/png")
    let map = try await gallery.get("\(gallery.path)/attention/0/1.png")
    #expect(map.status == .ok && map.body.starts(with: [0x89, 0x50]))
  }

  @Test func `a patch whose prepared picture is gone says so, and shows the rest`() async throws {
    let gallery = try SampleGallery()
    let row = try #require(gallery.mined.regions.indices.first { gallery.mined.regions[$0].image == 1 })
    let answer = try await gallery.get("\(gallery.path)/patches/\(row)")
    #expect(answer.status == .ok)
    #expect(answer.text.contains("The prepared picture is not in the cache"))
    #expect(try await gallery.get("\(gallery.path)/pictures/1").status == .notFound)
  }

  @Test func `a clustering that is made again is read again`() async throws {
    let gallery = try SampleGallery()
    _ = try await gallery.get(gallery.path)
    try FileManager.default.removeItem(
      at: gallery.clustering.folder.appendingPathComponent(JudgingRun.fileName))
    #expect(try await gallery.get(gallery.path).text.contains("zoomin judge CLUSTERING_DIR"))
  }

  @Test(arguments: [
    "/nothing", "/runs", "/runs/sample", "/runs/sample/none", "/runs/sample/0123456789ab/clusters",
    "/runs/sample/0123456789ab/clusters/none", "/assets/none.js",
  ])
  func `what does not exist is a page with one sentence`(path: String) async throws {
    let gallery = try SampleGallery(tiles: false)
    let answer = try await gallery.get(path)
    #expect(answer.status == .notFound)
    #expect(answer.text.contains("<p class=\"fault\">There is no "))
  }

  @Test(arguments: ["99", "-1", "x", "0x1", "1e3", "99999999999999999999"])
  func `numbers of clusters, patches, tiles and pictures that do not exist are not found`(number: String)
    async throws
  {
    let gallery = try SampleGallery()
    for part in ["", "patches/", "tiles/", "pictures/", "attention/0/", "attention/"] {
      let end = part.hasPrefix("attention/0") ? ".png" : part.hasPrefix("attention") ? "/1.png" : ""
      #expect(try await gallery.get("\(gallery.path)/\(part)\(number)\(end)").status == .notFound, "\(part)")
    }
  }

  @Test func `a run's page says after which stage a partial run stands`() async throws {
    let gallery = try SampleGallery(tiles: false)
    try RunStatus(.partial, stage: "mine").write(to: gallery.run)
    let text = try await gallery.get("/runs/sample/0123456789ab").text
    #expect(text.contains(#"<span class="state partial">partial</span> after mine"#))
  }

  @Test func `text from files is escaped`() async throws {
    let gallery = try SampleGallery(tiles: false)
    var status = RunStatus(.failed)
    status.message = "<script>alert(1)</script> \"quoted\""
    try status.write(to: gallery.run)
    let text = try await gallery.get("/runs/sample/0123456789ab").text
    #expect(!text.contains("<script>alert"))
    #expect(text.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
  }
}
