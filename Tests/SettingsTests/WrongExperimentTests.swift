import Foundation
import Settings
import TestSupport
import Testing
import Workbench

/// Experiments that are wrong in one way each, in `Golden/wrong`, and what the program says about them.
///
/// `messages.json` holds the whole message of each file, without the file's name, and what its JSON Schema says, which
/// `Tests/Peers/experiment_schema.py` compares with a public validator.
@Suite("Wrong experiments")
struct WrongExperimentTests {
  private static let folder = SourceTree.root.appendingPathComponent("Tests/SettingsTests/Golden/wrong")

  static var answers: [String: GoldenAnswer] {
    get throws { try GoldenAnswer.all(in: folder) }
  }

  @Test("Each is answered in one sentence with file, line and column.", arguments: try answers.keys.sorted())
  func message(name: String) throws {
    let answer = try #require(try Self.answers[name])
    let text = try String(contentsOf: Self.folder.appendingPathComponent("\(name).yaml"), encoding: .utf8)
    let error = #expect(throws: SettingsError.self) {
      try ExperimentReader.read(text, place: "\(name).yaml")
    }
    #expect(error?.message == "\(name).yaml, \(answer.message)")
    #expect(error?.exitCode == .configuration)
    #expect(error?.line != nil && error?.column != nil)
  }

  @Test("There is an answer for every file, and there are at least twenty.")
  func files() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter {
      $0.hasSuffix(".yaml")
    }
    #expect(try files.sorted() == Self.answers.keys.sorted().map { "\($0).yaml" })
    #expect(files.count >= 20)
    #expect(try Set(Self.answers.values.map(\.schema)) == ["refuses", "accepts", "not YAML"])
  }

  @Test(
    "A contradiction is shown where one of its keys is set: in the file, in the file it extends, or nowhere.")
  func origins() throws {
    let folder = try TemporaryFolder()
    try folder.write("phase_1:\n  epochs: 0\nphase_2:\n  epochs: 0\nphase_3:\n  epochs: 0\n", "base.yaml")
    try folder.write("extends: base.yaml\nphase_3:\n  epochs: 2\n", "a.yaml")
    func message(_ overrides: [String]) -> String? {
      let error = #expect(throws: SettingsError.self) {
        try ExperimentReader.read(folder["a.yaml"], overrides: overrides)
      }
      return error?.description
    }
    let reason = "phase_1.epochs is 0, but later phases train."
    #expect(message([]) == "\(folder["base.yaml"].path), line 2, column 3: \(reason)")
    #expect(message(["phase_1.epochs=0"]) == "the command line: \(reason)")
    let sizes = "data.view_pixels is 60, too small for model.preset small."
    #expect(message(["~phase_1.epochs", "data.view_pixels=60"]) == "the command line: \(sizes)")
  }
}
