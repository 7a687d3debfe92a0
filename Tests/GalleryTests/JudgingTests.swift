import Foundation
import HTTPTypes
import Labels
import Runs
import TestSupport
import Testing

@testable import Gallery

struct JudgingTests {
  private static let script: HTTPFields = [.accept: "application/json"]

  @Test func `a form stores decision, name and note, and leads back to its page`() async throws {
    let gallery = try SampleGallery(tiles: false)
    let answer = try await gallery.post(
      "\(gallery.path)/0/judgement",
      "decision=accepted&name=odd+streaks&note=two+are+vessels",
      headers: [HTTPField.Name("Referer")!: "http://\(SampleGallery.host)\(gallery.path)?order=size"])
    #expect(answer.status == .seeOther)
    #expect(answer.headers[.location] == "\(gallery.path)?order=size")
    let store = try LabelStore(at: OutputsDirectory(gallery.outputs).labels)
    let entries = try store.verdicts(of: gallery.clustering.record.id)
    #expect(
      entries.map(\.content) == [
        .verdict(
          ClusterVerdict(
            clustering: gallery.clustering.record.id, exemplar: gallery.clustering.assignment.exemplars[0],
            decision: .accepted, name: "odd streaks", note: "two are vessels"))
      ])
    #expect(entries.map(\.author) == ["reader"])
    let page = try await gallery.get(gallery.path).text
    #expect(page.contains("accepted as odd streaks: two are vessels"))
    #expect(page.contains("1 judged"))
  }

  @Test(arguments: [
    ("microaneurysms", "MA"), ("Cotton wool spot", "SE"), ("no lesion", "none"), ("drusen", "drusen"),
  ])
  func `every spelling of a lesion term is stored in its short form`(written: String, stored: String)
    async throws
  {
    let gallery = try SampleGallery(tiles: false)
    let form = "name=\(written.replacingOccurrences(of: " ", with: "+"))"
    let answer = try await gallery.post("\(gallery.path)/0/judgement", form, headers: Self.script)
    #expect(answer.status == .ok)
    #expect(answer.text.contains("\"name\":\"\(stored)\""))
  }

  @Test func `only what is new is stored, an emptied name is removed, and undo goes back step by step`()
    async throws
  {
    let gallery = try SampleGallery(tiles: false)
    let address = "\(gallery.path)/0/judgement"
    for form in ["decision=accepted&name=MA", "decision=accepted&name=MA", "decision=rejected&name="] {
      _ = try await gallery.post(address, form, headers: Self.script)
    }
    let store = try LabelStore(at: OutputsDirectory(gallery.outputs).labels)
    #expect(try store.verdicts(of: gallery.clustering.record.id).count == 2)
    let page = try await gallery.get("\(gallery.path)/0").text
    #expect(page.contains("<li class=\"rejected\">rejected <span"))
    let once = try await gallery.post("\(address)/undo", "", headers: Self.script)
    #expect(once.text.contains("accepted as MA"))
    _ = try await gallery.post("\(address)/undo", "", headers: Self.script)
    let nothing = try await gallery.post("\(address)/undo", "", headers: Self.script)
    #expect(nothing.text.contains("there is no judgement of yours to undo"))
    #expect(try store.verdicts(of: gallery.clustering.record.id).isEmpty)
  }

  @Test func `another reader's judgement stays beside one's own and cannot be undone by u`() async throws {
    let gallery = try SampleGallery(tiles: false)
    let verdict = ClusterVerdict(
      clustering: gallery.clustering.record.id, exemplar: gallery.clustering.assignment.exemplars[0],
      decision: .rejected, name: "vessels")
    let store = try LabelStore(at: OutputsDirectory(gallery.outputs).labels, creating: true)
    try store.append([.verdict(verdict)], author: "other", time: .now)
    _ = try await gallery.post("\(gallery.path)/0/judgement", "decision=accepted&name=HE")
    let page = try await gallery.get("\(gallery.path)/0").text
    #expect(page.contains("rejected as vessels") && page.contains("accepted as HE"))
    _ = try await gallery.post("\(gallery.path)/0/judgement/undo", "")
    _ = try await gallery.post("\(gallery.path)/0/judgement/undo", "")
    #expect(try store.verdicts(of: gallery.clustering.record.id).map(\.author) == ["other"])
  }

  @Test func `the log lists entries, the newest first, and undoes any of them once`() async throws {
    let gallery = try SampleGallery(tiles: false)
    _ = try await gallery.post("\(gallery.path)/0/judgement", "name=MA")
    _ = try await gallery.post("\(gallery.path)/1/judgement", "name=EX")
    #expect(try await gallery.post("/undo", "entry=1").status == .seeOther)
    let page = try await gallery.get("/log").text
    #expect(page.contains("undoes entry 1"))
    #expect(page.contains("<tr class=\"undone\"><th scope=\"row\">1</th>"))
    let again = try await gallery.post("/undo", "entry=1")
    #expect(again.status == .unprocessableContent && again.text.contains("already undone"))
    #expect(try await gallery.post("/undo", "entry=77").status == .unprocessableContent)
  }

  @Test(arguments: ["decision=maybe", "name=\(String(repeating: "x", count: 201))"])
  func `a judgement that makes no sense is refused with a sentence, and nothing is stored`(form: String)
    async throws
  {
    let gallery = try SampleGallery(tiles: false)
    let answer = try await gallery.post("\(gallery.path)/0/judgement", form, headers: Self.script)
    #expect(answer.status == .badRequest)
    #expect(answer.text.contains("\"sentence\""))
    #expect(!FileManager.default.fileExists(atPath: OutputsDirectory(gallery.outputs).labels.path))
  }

  @Test func `a name may hold any text, which pages escape`() async throws {
    let gallery = try SampleGallery(tiles: false)
    _ = try await gallery.post("\(gallery.path)/0/judgement", "name=%3Cb%3E%22%C3%A9%0A%26")
    let page = try await gallery.get("\(gallery.path)/0").text
    #expect(page.contains("named &lt;b&gt;&quot;é &amp;"))
    #expect(!page.contains("<b>\""))
  }
}
