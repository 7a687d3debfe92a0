import Clustering
import Discovery
import FeatureStore
import Foundation
import Runs
import Testing
import Workbench

@testable import Gallery

struct SweepTests {
  /// A gallery with a sweep of two members, as `zoomin sweep` leaves it.
  private static func gallery() throws -> SampleGallery {
    let gallery = try SampleGallery()
    let folder = OutputsDirectory(gallery.outputs).sweep("preferences")
    let features = gallery.run.mining(key: "abcdefabcdef").features
    for (name, count) in [("aaaa", 2), ("bbbb", 3)] {
      var configuration = ClusteringConfiguration()
      configuration.preference = .count(count)
      let member = folder.appendingPathComponent("members/\(name)")
      try AtomicFile.createFolder(member)
      _ = try ClusteringRun(configuration).perform(try FeatureReader(features), into: member)
    }
    try AtomicFile.write(
      """
      member,cluster.preference,clustering,state,recommended,clusters,converged,silhouette,stability,purity,failure
      1,count:2,aaaa,done,false,2,true,0.41,0.9,0.7,
      2,count:3,bbbb,done,true,3,true,0.62,0.8,0.9,
      3,count:9,cccc,failed,false,,,,,,no such count

      """, to: folder.appendingPathComponent("sweep.csv"))
    try AtomicFile.write(
      "Member 2 is the most stable.\n", to: folder.appendingPathComponent("recommendation.txt"))
    return gallery
  }

  @Test func `a sweep is a table and plots whose rows and points lead to its members`() async throws {
    let gallery = try Self.gallery()
    #expect(try await gallery.get("/").text.contains("href=\"/sweeps/preferences\""))
    let page = try await gallery.get("/sweeps/preferences").text
    #expect(page.contains("Member 2 is the most stable.") && page.contains("no such count"))
    let link = "<a href=\"/sweeps/preferences/clusters/bbbb\""
    // Once in the table, and once in each of three plots.
    #expect(page.components(separatedBy: link).count == 5)
    let ordered = try await gallery.get("/sweeps/preferences?order=silhouette").text
    let places = ["aaaa", "bbbb"].compactMap { name in
      ordered.range(of: "data-open=\"/sweeps/preferences/clusters/\(name)\"")?.lowerBound
    }
    #expect(places.count == 2 && places[1] < places[0])
  }

  @Test func `a member of a sweep is browsed, judged and compared like a run's clustering`() async throws {
    let gallery = try Self.gallery()
    let path = "/sweeps/preferences/clusters/bbbb"
    #expect(try await gallery.get(path).text.contains("Sweep preferences"))
    #expect(try await gallery.get("\(path)/0").status == .ok)
    #expect(try await gallery.get("\(path)/patches/0").status == .ok)
    #expect(try await gallery.get("\(path)/tiles/0.jpg").headers[.contentType] == "image/jpeg")
    #expect(try await gallery.get("\(path)/compare?with=aaaa").status == .ok)
    _ = try await gallery.post("\(path)/0/judgement", "decision=accepted&name=HE")
    #expect(try await gallery.get("\(path)/0").text.contains("accepted as HE"))
  }

  @Test func `blind reading hides what comes from known lesions`() async throws {
    let gallery = try Self.gallery()
    let page = try await gallery.get("/sweeps/preferences", headers: [.cookie: "zoomin-blind=1"]).text
    #expect(page.contains("silhouette") && !page.contains("purity"))
  }

  @Test(arguments: [
    "/sweeps/none", "/sweeps/..", "/sweeps/preferences/clusters/none", "/sweeps/preferences/clusters/..",
  ])
  func `a sweep or member that is not there is a page with a sentence`(path: String) async throws {
    #expect(try await Self.gallery().get(path).status == .notFound)
  }

  @Test func `a member whose features are gone says where they were`() async throws {
    let gallery = try Self.gallery()
    let features = gallery.run.mining(key: "abcdefabcdef").features
    try FileManager.default.removeItem(at: features)
    let answer = try await gallery.get("/sweeps/preferences/clusters/aaaa")
    #expect(answer.status == .unprocessableContent && answer.text.contains(features.lastPathComponent))
  }
}
