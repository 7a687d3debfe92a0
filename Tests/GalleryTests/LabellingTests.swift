import Foundation
import HTTPTypes
import Labels
import Runs
import TestSupport
import Testing

@testable import Gallery

struct LabellingTests {
  @Test func `chosen patches of a cluster are labelled, once each, and their pages say so`() async throws {
    let gallery = try SampleGallery()
    let members = gallery.clustering.assignment.members[0]
    let chosen = Array(members.prefix(2))
    let form = "which=chosen&term=cotton+wool+spot" + chosen.map { "&row[]=\($0)" }.joined()
    for _ in 0..<2 { #expect(try await gallery.post("\(gallery.path)/0/labels", form).status == .seeOther) }
    let store = try LabelStore(at: OutputsDirectory(gallery.outputs).labels)
    let labels = try store.validEntries().compactMap(\.label)
    #expect(labels.map(\.term) == ["SE", "SE"])
    #expect(labels.map(\.picture) == chosen.map { gallery.mined.image(ofRow: $0).sha256 })
    #expect(labels.map(\.box) == chosen.map { gallery.mined.tile(ofRow: $0) })
    let page = try await gallery.get("\(gallery.path)/0").text
    #expect(page.components(separatedBy: "<span class=\"labels\">SE (reader)</span>").count == 3)
    #expect(try await gallery.get("\(gallery.path)/patches/\(chosen[0])").text.contains("Undo the label SE"))
    #expect(try await gallery.get("/labels.csv").text.contains(",patch,"))
  }

  @Test func `all patches of a cluster are labelled on request, and an undone label is gone from the page`()
    async throws
  {
    let gallery = try SampleGallery()
    let members = gallery.clustering.assignment.members[0]
    _ = try await gallery.get("\(gallery.path)/0")
    _ = try await gallery.post("\(gallery.path)/0/labels", "which=all&term=streaks")
    let sign = "<span class=\"labels\">streaks (reader)</span>"
    #expect(
      try await gallery.get("\(gallery.path)/0").text.components(separatedBy: sign).count == members.count + 1
    )
    _ = try await gallery.post("/undo", "entry=1")
    #expect(
      try await gallery.get("\(gallery.path)/0").text.components(separatedBy: sign).count == members.count)
    _ = try await gallery.post("/undo", "entry=\(members.count + 1)")
    #expect(
      try await gallery.get("\(gallery.path)/0").text.components(separatedBy: sign).count == members.count + 1
    )
  }

  @Test func `labels that another process writes appear too`() async throws {
    let gallery = try SampleGallery()
    _ = try await gallery.post("\(gallery.path)/0/labels", "which=all&term=MA")
    let row = gallery.clustering.assignment.members[1][0]
    #expect(!(try await gallery.get("\(gallery.path)/1").text.contains("HE (other)")))
    let store = try LabelStore(at: OutputsDirectory(gallery.outputs).labels)
    let label = Label(
      kind: .patch, picture: gallery.mined.image(ofRow: row).sha256, box: gallery.mined.tile(ofRow: row),
      term: "HE")
    try store.append([.label(label)], author: "other", time: .now)
    #expect(try await gallery.get("\(gallery.path)/1").text.contains("HE (other)"))
  }

  @Test(arguments: [
    "which=chosen&term=MA", "which=all&term=", "which=all&term=+", "term=MA&row[]=999999", "term=a&row[]=x",
    "term=%zz&which=all",
  ])
  func `labels without patches or without a name are refused with a sentence`(form: String) async throws {
    let gallery = try SampleGallery(tiles: false)
    let answer = try await gallery.post("\(gallery.path)/0/labels", form)
    #expect(answer.status == .badRequest)
    #expect(answer.text.contains("<p class=\"fault\">"))
    #expect(!FileManager.default.fileExists(atPath: OutputsDirectory(gallery.outputs).labels.path))
  }

  @Test func `blind reading hides grades, enrichment, marked lesions and what others said, on every page`()
    async throws
  {
    let gallery = try SampleGallery()
    let store = try LabelStore(at: OutputsDirectory(gallery.outputs).labels, creating: true)
    let verdict = ClusterVerdict(
      clustering: gallery.clustering.record.id, exemplar: gallery.clustering.assignment.exemplars[0],
      decision: .rejected, name: "others-name")
    try store.append([.verdict(verdict)], author: "other", time: .now)
    _ = try await gallery.post("\(gallery.path)/0/judgement", "name=my-name")
    let begun = try await gallery.post("/blind", "blind=1")
    let cookie = try #require(begun.headers[.setCookie]?.split(separator: ";").first)
    let blind: HTTPFields = [.cookie: String(cookie)]
    let row = gallery.clustering.assignment.members[0][0]
    let pages = ["", "/0", "/patches/\(row)"].map { gallery.path + $0 } + ["/log"]
    let swaying = [
      "gradebar", "grade-", "not graded", ">Grade<", "Probability of grades", "enriched", "class=\"lesion\"",
      "others-name", "show known lesions", "value=\"candidates\"", ">Marked there<",
    ]
    for page in pages {
      let open = try await gallery.get(page).text
      let hidden = try await gallery.get(page, headers: blind).text
      #expect(swaying.contains { open.contains($0) }, "\(page)")
      for sign in swaying { #expect(!hidden.contains(sign), "\(page) shows \(sign)") }
    }
    for page in pages[..<2] { #expect(try await gallery.get(page, headers: blind).text.contains("my-name")) }
    #expect(try await gallery.post("/blind", "blind=").headers[.setCookie]?.contains("Max-Age=0") == true)
  }

  @Test func `a blind reader's address cannot ask for an order that tells`() async throws {
    let gallery = try SampleGallery(tiles: false)
    let page = try await gallery.get(
      "\(gallery.path)?order=enrichment&show=candidates", headers: [.cookie: "zoomin-blind=1"])
    #expect(page.text.contains("<option value=\"size\" selected>"))
    #expect(page.text.contains("<option value=\"all\" selected>"))
  }
}
