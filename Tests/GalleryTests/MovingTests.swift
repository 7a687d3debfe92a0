import Foundation
import HTTPTypes
import Labels
import Runs
import Testing

@testable import Gallery

struct MovingTests {
  @Test func `a patch is moved out, is not labelled with all others, and is taken back`() async throws {
    let gallery = try SampleGallery()
    let members = gallery.clustering.assignment.members[0]
    let row = members[1]
    let path = "\(gallery.path)/0"
    #expect(try await gallery.post("\(path)/members", "row[]=\(row)&which=out").status == .seeOther)
    let page = try await gallery.get(path).text
    let parts = page.components(separatedBy: "<h2>Moved out</h2>")
    #expect(
      parts.count == 2 && parts[1].contains("value=\"\(row)\"") && !parts[0].contains("value=\"\(row)\""))
    // The cluster itself is not judged by that.
    #expect(!page.contains("rejected <span"))
    #expect(try await gallery.get(gallery.path).text.contains("0 judged"))
    _ = try await gallery.post("\(path)/labels", "which=all&term=MA")
    let labelled = try gallery.labels(of: members)
    #expect(labelled[row] == nil && labelled.count == members.count - 1)
    #expect(try await gallery.get("/log").text.contains("patch \(row) moved out"))
    let answer = try await gallery.post(
      "\(path)/members", "row[]=\(row)&which=in", headers: [.accept: "application/json"])
    #expect(answer.text.contains("1 patch taken back."))
    #expect(!(try await gallery.get(path).text.contains("Moved out</h2>")))
  }

  @Test func `the reader's own word counts more than another's, and blind reading hides the other's`()
    async throws
  {
    let gallery = try SampleGallery()
    let row = gallery.clustering.assignment.members[0][0]
    let verdict = ClusterVerdict(
      clustering: gallery.clustering.record.id, exemplar: gallery.clustering.assignment.exemplars[0],
      member: row,
      decision: .rejected)
    let store = try LabelStore(at: OutputsDirectory(gallery.outputs).labels, creating: true)
    try store.append([.verdict(verdict)], author: "other", time: .now)
    let path = "\(gallery.path)/0"
    #expect(try await gallery.get(path).text.contains("Moved out</h2>"))
    let blind = try await gallery.get(path, headers: [.cookie: "zoomin-blind=1"]).text
    #expect(!blind.contains("Moved out</h2>"))
    _ = try await gallery.post("\(path)/members", "row[]=\(row)&which=in")
    #expect(!(try await gallery.get(path).text.contains("Moved out</h2>")))
  }

  @Test(arguments: [
    "which=out", "row[]=0", "row[]=99999&which=out", "row[]=x&which=out", "row[]=0&which=away",
  ])
  func `moving nothing, nowhere or what is not a member is refused`(form: String) async throws {
    let gallery = try SampleGallery(tiles: false)
    let answer = try await gallery.post("\(gallery.path)/0/members", form)
    #expect(answer.status == .badRequest)
    #expect(!FileManager.default.fileExists(atPath: OutputsDirectory(gallery.outputs).labels.path))
  }

  @Test func `two readers are compared, and labels leave as COCO`() async throws {
    let gallery = try SampleGallery()
    #expect(try await gallery.get("/agreement").text.contains("Two readers are needed"))
    _ = try await gallery.post("\(gallery.path)/0/judgement", "decision=accepted&name=HE")
    _ = try await gallery.post("\(gallery.path)/1/judgement", "decision=rejected")
    let store = try LabelStore(at: OutputsDirectory(gallery.outputs).labels)
    let exemplars = gallery.clustering.assignment.exemplars
    for (place, decision) in [(0, ClusterVerdict.Decision.accepted), (1, .rejected)] {
      try store.append(
        [
          .verdict(
            ClusterVerdict(
              clustering: gallery.clustering.record.id, exemplar: exemplars[place], decision: decision))
        ], author: "other", time: .now)
    }
    let page = try await gallery.get("/agreement?one=reader&other=other").text
    #expect(page.contains("2 by both · observed agreement 1.00, kappa 1.00 (1.00 to 1.00)"))
    let blind = try await gallery.get("/agreement", headers: [.cookie: "zoomin-blind=1"])
    #expect(blind.status == .forbidden)
    _ = try await gallery.post("\(gallery.path)/0/labels", "which=all&term=MA")
    let coco = try await gallery.get("\(gallery.path)/labels.json")
    #expect(coco.headers[.contentType] == "application/json")
    #expect(coco.text.contains("\"file_name\"") && coco.text.contains(gallery.mined.images[0].path))
  }
}
