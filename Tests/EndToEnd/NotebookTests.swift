import Foundation
import Testing
import TestSupport

/// Every notebook of `notebooks-cli`, small, one after the other in one folder, as their reader would run them.
@Suite(.withProgram)
struct NotebookTests {
  /// Makes the quick start, and what else the notebooks run, a matter of seconds.
  private static let small = """
    phantom.patients=14 phantom.pixels=256 phantom.lesion_scale=4 phantom.validation_fraction=0.15 \
    phantom.test_fraction=0.35 model.preset=testing train.batch_patients=3 phase_1.epochs=2 phase_1.learning_rate=0.01 \
    phase_2.epochs=1 phase_2.learning_rate=0.01 phase_3.epochs=1 phase_3.learning_rate=0.001 evaluate.bootstrap_draws=100 \
    evaluate.blind_draws=20 evaluate.permutations=20 mine.minimum_response=-1000 mine.panels=2 mosaic.tile_pixels=64 \
    judge.resamples=2 runtime.lanes=2
    """

  @Test func `every notebook runs to its end and shows its pictures`() throws {
    let program = try Program()
    defer { program.remove() }
    for name in ["experiments", "notebooks-cli"] {
      try FileManager.default.createSymbolicLink(
        at: program.folder.appendingPathComponent(name),
        withDestinationURL: SourceTree.root.appendingPathComponent(name))
    }
    let notebooks = try FileManager.default.contentsOfDirectory(
      atPath: SourceTree.root.appendingPathComponent("notebooks-cli").path
    ).sorted()
    #expect(notebooks.count >= 6)
    for notebook in notebooks {
      let outcome = try program.call(
        ["notebook", "run", "notebooks-cli/\(notebook)"], environment: ["NOTEBOOK_OVERRIDES": Self.small])
      let name = notebook.replacingOccurrences(of: ".md", with: "")
      let page =
        program.bytes("outputs/notebooks/\(name).html").map { String(decoding: $0, as: UTF8.self) } ?? ""
      let text =
        program.bytes("outputs/notebooks/\(name).md").map { String(decoding: $0, as: UTF8.self) } ?? ""
      #expect(outcome.exitCode == 0, "\(notebook): \(outcome.error)\n\(text)")
      #expect(outcome.output.hasSuffix("outputs/notebooks/\(name).html\n"))
      #expect(text.contains("*Done in "), "\(notebook)")
      if text.contains("](<pictures/") {
        #expect(page.contains("src=\"data:image/"), "\(notebook)")
      } else {
        #expect(name == "feature-file", "\(notebook) shows no picture")
      }
      // A picture that is mentioned and not there keeps the path at which it was sought.
      let shown = text.matches(of: /(?m)^!\[[^\]]*\]\(<?([^)]*)\)$/).map { String($0.output.1) }
      #expect(shown.allSatisfy { $0.hasPrefix("pictures/") }, "\(notebook): \(shown)")
    }
  }

  @Test func `a block that fails ends with its line, exit code 1 and a page that shows it`() throws {
    let program = try Program()
    defer { program.remove() }
    _ = try program.write("# Wrong\n\n```sh\necho fine\nzoomin runn\n```\n", as: "wrong.md")
    let outcome = try program.call("notebook", "run", "wrong.md", "--out", "pages")
    #expect(outcome.exitCode == 1)
    #expect(outcome.error.contains("Failed in line 5, with exit code 64"), "\(outcome.error)")
    let text = program.bytes("pages/wrong.md").map { String(decoding: $0, as: UTF8.self) } ?? ""
    #expect(text.contains("fine\n") && text.contains("**Failed in line 5, with exit code 64"))
    _ = try program.write("```sh needs=program-of-nobody\nfalse\n```\n", as: "skipping.md")
    #expect(try program.call("notebook", "run", "skipping.md", "--out", "pages").exitCode == 0)
    #expect(try program.call("notebook", "run", "skipping.md", "--out", "pages", "--strict").exitCode == 1)
    let missing = try program.call("notebook", "run", "gone.md")
    #expect(missing.exitCode == 66 && missing.error.contains("gone.md: does not exist"))
  }
}
