import Foundation
import Runs
import Testing
import Workbench

@testable import Gallery

struct CompareRunsTests {
  @Test func `two runs are beside each other with the settings that differ`() async throws {
    let gallery = try SampleGallery()
    let other = OutputsDirectory(gallery.outputs).run("fedcba987654", ofExperiment: "second")
    try AtomicFile.createFolder(other.url)
    try RunStatus(.done).write(to: other)
    let text = { (seed: Int) in
      "experiment:\n  name: a\n  seed: \(seed)\ncluster:\n  polarity: [dark, bright]\n  damping: 0.9\n"
    }
    try AtomicFile.write(text(1), to: gallery.run.experiment)
    try AtomicFile.write(text(2), to: other.experiment)
    let page = try await gallery.get("/runs/sample/0123456789ab").text
    #expect(page.contains("<option value=\"second/fedcba987654\">"))
    let answer = try await gallery.get("/runs/sample/0123456789ab/compare?with=second/fedcba987654")
    #expect(answer.status == .ok)
    #expect(answer.text.contains("<code>experiment.seed</code></th><td>1</td><td>2</td>"))
    #expect(!answer.text.contains("cluster.damping"))
    for query in ["", "?with=second", "?with=second/none", "?with=../x"] {
      let wrong = try await gallery.get("/runs/sample/0123456789ab/compare\(query)")
      #expect([.badRequest, .notFound].contains(wrong.status))
    }
  }

  @Test func `settings are read by key, with lists and nested keys`() {
    let found = SettingLines.all("a:\n  b: 1\n  c:\n  - x\n  - y\nd: e\n")
    #expect(found == ["a.b": "1", "a.c": "x, y", "d": "e"])
    #expect(SettingLines.all(": : :\n  - [") == [:])
  }
}
