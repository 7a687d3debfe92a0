import Discovery
import Foundation
import Labels
import Runs
import Testing
import Workbench

@testable import Gallery

struct EyesTests {
  @Test func `both eyes of a patient are on one page, each with its patches and a form to draw`() async throws
  {
    let gallery = try SampleGallery()
    let answer = try await gallery.get("\(gallery.path)/eyes/0")
    #expect(answer.status == .ok)
    let images = gallery.mined.images.indices.filter {
      gallery.mined.images[$0].patient == gallery.mined.images[0].patient
    }
    #expect(images.count == 2)
    for image in images { #expect(answer.text.contains(gallery.mined.images[image].id)) }
    // The sample's cache has the first picture only.
    #expect(answer.text.contains("action=\"\(gallery.path)/eyes/0/boxes\""))
    #expect(!answer.text.contains("action=\"\(gallery.path)/eyes/1/boxes\""))
    #expect(answer.text.contains(EyeView.missing.prefix(40)))
    let rows = gallery.mined.regions.indices.filter { gallery.mined.regions[$0].image == 0 }
    for row in rows { #expect(answer.text.contains("<a href=\"\(gallery.path)/patches/\(row)\"")) }
  }

  @Test func `a drawn box is stored in source pixels, shown, undone, and read as a lesion table`()
    async throws
  {
    let gallery = try SampleGallery()
    let image = gallery.mined.images[0]
    let side = try #require(gallery.mined.attributes).zoomPixels
    let form = "x0=40&y0=60&x1=20&y1=30&term=cotton+wool+spot"
    #expect(try await gallery.post("\(gallery.path)/eyes/0/boxes", form).status == .seeOther)
    let store = try LabelStore(at: OutputsDirectory(gallery.outputs).labels)
    let label = try #require(try store.validEntries().first?.label)
    #expect(label.kind == .lesion && label.term == "SE" && label.picture == image.sha256)
    let scale = image.cropBox.width / Float(side)
    #expect(abs(label.box.minX - (image.cropBox.minX + 20 * scale)) < 0.01)
    #expect(abs(label.box.maxY - (image.cropBox.minY + 60 * scale)) < 0.01)
    let page = try await gallery.get("\(gallery.path)/eyes/0").text
    #expect(page.contains("class=\"drawn\"") && page.contains("SE, drawn by reader"))
    let table = try await gallery.get("\(gallery.path)/lesions.csv").text
    let lines = table.split(separator: "\n")
    #expect(lines.count == 2 && lines[1].hasPrefix("\(image.id),SE,"))
    _ = try await gallery.post("/undo", "entry=1")
    #expect(!(try await gallery.get("\(gallery.path)/eyes/0").text.contains("class=\"drawn\"")))
    #expect(try await gallery.get("\(gallery.path)/lesions.csv").text.split(separator: "\n").count == 1)
  }

  @Test(arguments: [
    "x0=1&y0=1&x1=9&y1=9&term=", "x0=1&y0=1&x1=9&y1=9&term=none", "x0=5&y0=5&x1=5&y1=9&term=MA",
    "x0=-4&y0=1&x1=9&y1=9&term=MA", "x0=1&y0=1&x1=1e9&y1=9&term=MA", "x0=nan&y0=1&x1=9&y1=9&term=MA",
    "x0=1&y0=1&term=MA", "term=MA",
  ])
  func `a box that is none is refused with a sentence, and nothing is stored`(form: String) async throws {
    let gallery = try SampleGallery(tiles: false)
    let answer = try await gallery.post("\(gallery.path)/eyes/0/boxes", form)
    #expect(answer.status == .badRequest)
    #expect(answer.text.contains("<p class=\"fault\">"))
    #expect(!FileManager.default.fileExists(atPath: OutputsDirectory(gallery.outputs).labels.path))
  }

  @Test func `blind reading hides what others drew, and grades`() async throws {
    let gallery = try SampleGallery()
    _ = try await gallery.post("\(gallery.path)/eyes/0/boxes", "x0=1&y0=1&x1=9&y1=9&term=MA")
    let store = try LabelStore(at: OutputsDirectory(gallery.outputs).labels)
    let box = Label(
      kind: .lesion, picture: gallery.mined.images[0].sha256, box: gallery.mined.images[0].cropBox, term: "HE"
    )
    try store.append([.label(box)], author: "other", time: .now)
    let open = try await gallery.get("\(gallery.path)/eyes/0").text
    #expect(open.contains("drawn by other") && open.contains("Grade"))
    let blind = try await gallery.get("\(gallery.path)/eyes/0", headers: [.cookie: "zoomin-blind=1"]).text
    #expect(!blind.contains("drawn by other") && blind.contains("drawn by reader"))
    for table in ["/labels.csv", "\(gallery.path)/lesions.csv", "\(gallery.path)/labels.json"] {
      #expect(try await gallery.get(table).text.contains("other"))
      let own = try await gallery.get(table, headers: [.cookie: "zoomin-blind=1"]).text
      #expect(own.contains("reader") && !own.contains("other"))
    }
    #expect(!blind.contains("<th scope=\"row\">Grade</th>") && !blind.contains("class=\"lesion\""))
  }
}
