import Foundation
import Testing
import TestSupport
import Workbench

@testable import Pipeline

@Suite struct ConsoleTests {
  private struct Answer: CommandResult, Encodable {
    let schemaVersion = 1
    let place = "a/b"
    var text: String { "an answer" }

    enum CodingKeys: CodingKey { case schemaVersion, place }
  }

  @Test func `the log has the time of each line, and a later start appends to it`() throws {
    let folder = try TemporaryFolder()
    for text in ["first", "second"] {
      let console = Console()
      console.note("before there is a log")
      try console.open(log: folder["deep/log.txt"])
      console.note(text)
      console.warn("\(text) again")
    }
    let lines = try String(contentsOf: folder["deep/log.txt"], encoding: .utf8).split(separator: "\n")
    #expect(
      lines.map { $0.drop { $0 != " " }.dropFirst() } == [
        "first", "warning: first again", "second", "warning: second again",
      ])
    for line in lines {
      #expect((try? Date(String(line.prefix { $0 != " " }), strategy: .iso8601)) != nil, "\(line)")
    }
  }

  @Test func `a log that cannot be opened is an error`() throws {
    let folder = try TemporaryFolder()
    try folder.write("", "file")
    #expect(throws: WorkbenchError.self) { try Console().open(log: folder["file/log.txt"]) }
  }

  @Test func `a result is a text, or one line of JSON`() throws {
    let log = try ConsoleLog()
    try log.console.say(Answer(), asJSON: false)
    try log.console.say(Answer(), asJSON: true)
    #expect(try log.lines.prefix(1) == ["an answer"])
    #expect(try Answer().json() == CanonicalJSON.text(Answer()))
    let fields = try #require(
      try JSONSerialization.jsonObject(with: Data(Answer().json().utf8)) as? [String: Any])
    #expect(fields["schemaVersion"] as? Int == 1 && fields["place"] as? String == "a/b")
  }

  @Test(arguments: [
    (0.0, "0 s"), (0.4, "0 s"), (59.4, "59 s"), (59.6, "1 min 0 s"), (61, "1 min 1 s"),
    (3599.4, "59 min 59 s"),
    (3599.6, "1 h 0 min"), (3661, "1 h 1 min"), (90_000, "25 h 0 min"),
  ])
  func `a duration has two units at most`(seconds: Double, text: String) {
    #expect(StageProgress.duration(seconds) == text)
  }

  @Test func `work goes on until its folder is gone, and warnings are passed on`() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.createFolder(folder["run"])
    let log = try ConsoleLog()
    let progress = StageProgress("mine", console: log.console, watching: WatchedFolder(folder["run"]))
    #expect(progress.listener(.advanced(done: 1, total: 3, unit: "pictures")) == .more)
    #expect(progress.listener(.measured(name: "loss", value: 0.5)) == .more)
    #expect(progress.listener(.warning("it is dark")) == .more)
    #expect(try log.lines.contains("warning: it is dark"))
    try FileManager.default.removeItem(at: folder["run"])
    #expect(progress.listener(.advanced(done: 2, total: 3, unit: "pictures")) == .stop)
  }

  @Test func `work that nobody interrupted goes on, deferred or not`() throws {
    try Interruption.check("here")
    #expect(Interruption.deferred { 7 } == 7 && !Interruption.isRequested)
    struct Broken: Error {}
    #expect(throws: Broken.self) { try Interruption.deferred { throw Broken() } }
    #expect(Interruption.exitCode == .interrupted)
  }
}
