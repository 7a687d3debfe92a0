import Foundation
import TestSupport
import Testing
import Workbench

@Suite struct CanonicalJSONTests {
  private struct Record: Codable, Equatable {
    struct Part: Codable, Equatable { var values: [Double] }
    enum Kind: String, Codable { case one }

    var name = "a/b"
    var kind = Kind.one
    var mean: Double?
    var parts = [Part(values: [0.1, 1e300])]
  }

  @Test func `a value has one spelling: sorted keys, slashes as they are, a line break at the end`() throws {
    let line = #"{"kind":"one","name":"a/b","parts":[{"values":[0.1,1e+300]}]}"#
    #expect(String(decoding: try CanonicalJSON.line(Record()), as: UTF8.self) == line + "\n")
    #expect(try CanonicalJSON.text(Record()) == line)
    let lines = String(decoding: try CanonicalJSON.data(["b": 1, "a": 2]), as: UTF8.self)
    #expect(lines == "{\n  \"a\" : 2,\n  \"b\" : 1\n}\n")
  }

  @Test func `numbers that are not finite are texts in the file and numbers again when they are read`() throws
  {
    let written = [Double.infinity, -.infinity, .nan, 1]
    let text = try CanonicalJSON.text(written)
    #expect(text == #"["inf","-inf","nan",1]"#)
    let read = try CanonicalJSON.decode([Double].self, from: Data(text.utf8), place: "x")
    #expect(read[0] == .infinity && read[1] == -.infinity && read[2].isNaN && read[3] == 1)
    #expect(try CanonicalJSON.text([Float.nan, .infinity]) == #"["nan","inf"]"#)
  }

  @Test func `what was written is read back from its file`() throws {
    let file = try TemporaryFolder()["record.json"]
    var record = Record(mean: .infinity)
    record.parts = []
    try AtomicFile.write(CanonicalJSON.data(record), to: file)
    #expect(try CanonicalJSON.decode(Record.self, from: file) == record)
  }

  @Test(
    arguments: [
      ("", "is not JSON, or only a part of it"),
      (#"{"name":"a/b","kind":"one","parts":[{"val"#, "is not JSON, or only a part of it"),
      ("[1]", "holds another kind of value"),
      (#"{"name":"a/b","kind":"one"}"#, "has no value parts"),
      (#"{"name":"a/b","kind":"two","parts":[]}"#, "has an impossible value at kind"),
      (
        #"{"name":"a/b","kind":"one","parts":[{"values":[1]},{"values":[1,"x"]}]}"#,
        "has a value of the wrong kind at parts[1].values[1]"
      ),
      (
        #"{"name":"a/b","kind":"one","parts":[{"values":null}]}"#,
        "has a value of the wrong kind at parts[0].values"
      ),
      (#"{"name":"a/b","kind":"one","parts":[{}]}"#, "has no value parts[0].values"),
    ])
  func `a damaged file is answered with a sentence that names the value`(text: String, reason: String) throws
  {
    let folder = try TemporaryFolder()
    let file = folder["record.json"]
    try folder.write(text, "record.json")
    let error = #expect(throws: WorkbenchError.self) {
      try CanonicalJSON.decode(Record.self, from: file, damaged: "Evaluate again.")
    }
    #expect(error?.code == .malformed && error?.exitCode == .badData)
    #expect(error?.message == "\(file.path): \(reason). Evaluate again.")
  }

  @Test func `a key of unknown origin cannot write to the terminal`() {
    let text = #"{"\u001b[2J":"x"}"#
    let error = #expect(throws: WorkbenchError.self) {
      try CanonicalJSON.decode([String: Int].self, from: Data(text.utf8), place: "a.json")
    }
    #expect(error?.description == "a.json: has a value of the wrong kind at \\u{1b}[2J.")
  }

  @Test func `a missing file and a folder in its place are told apart`() throws {
    let folder = try TemporaryFolder()
    let missing = #expect(throws: WorkbenchError.self) {
      try CanonicalJSON.decode(Record.self, from: folder["record.json"], missing: "Run it first.")
    }
    #expect(missing?.message == "\(folder["record.json"].path): does not exist. Run it first.")
    #expect(missing?.exitCode == .missingInput)
    let unreadable = #expect(throws: WorkbenchError.self) {
      try CanonicalJSON.decode(Record.self, from: folder.url)
    }
    #expect(unreadable?.code == .unreadable)
  }
}
