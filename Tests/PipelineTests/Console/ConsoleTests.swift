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

  @Test func `a plain line tells the count, the rate and the time that is left`() {
    #expect(line(rate: nil, measures: []).plain == "mine: 12 of 40 pictures")
    #expect(
      line(rate: 3.14, measures: [("loss", 0.51234)]).plain
        == "mine: 12 of 40 pictures, 3.1 a second, 9 s left, loss 0.5123")
    #expect(
      line(rate: 1.0 / 30, measures: []).plain == "mine: 12 of 40 pictures, 2.0 a minute, 14 min 0 s left")
  }

  @Test func `a bar fits into its line, and gives way to what is more important`() {
    let whole = line(rate: 3.14, measures: [("loss", 0.5), ("kappa", 0.75)])
    #expect(
      whole.bar(width: 110)
        == "mine  [#########---------------------]  30 %  12 of 40 pictures, 3.1 a second, 9 s left, loss 0.5, kappa 0.75"
    )
    #expect(
      whole.bar(width: 75) == "mine  [##------]  30 %  12 of 40 pictures, 3.1 a second, 9 s left, loss 0.5")
    #expect(whole.bar(width: 50) == "mine: 12 of 40 pictures, 3.1 a second, 9 s left")
    for width in 0...140 { #expect(whole.bar(width: width).count <= width, "\(width)") }
  }

  @Test(arguments: [
    (0, 4, "[--------]   0 %"), (4, 4, "[########] 100 %"), (9, 4, "[########] 100 %"),
    (0, 0, "[--------]   0 %"),
  ])
  func `a bar is empty at first and full at last`(done: Int, total: Int, bar: String) {
    let line = ProgressLine(title: "mine", done: done, total: total, unit: "p", rate: nil, measures: [])
    #expect(line.bar(width: 32).contains(bar), "\(line.bar(width: 32))")
  }

  @Test func `the rate is that of this process, from the first unit that it reported`() {
    #expect(StageProgress.rate(of: 10, in: 2) == 5)
    #expect(StageProgress.rate(of: 0, in: 2) == nil && StageProgress.rate(of: 10, in: 0.4) == nil)
  }

  @Test func `a pipe and a file are no terminals; a terminal's line is written again without control codes`()
    throws
  {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    #expect(Terminal(ends[1]) == nil)
    for end in ends { close(end) }
    let (master, slave) = try pseudoterminal(columns: 61)
    defer {
      close(master)
      close(slave)
    }
    var terminal = try #require(Terminal(slave))
    #expect(terminal.width == 60)
    #expect(terminal.clearing().isEmpty)
    #expect(terminal.replacing(with: "12 of 40") == "\r12 of 40")
    #expect(terminal.replacing(with: "done") == "\rdone    \u{8}\u{8}\u{8}\u{8}")
    #expect(terminal.clearing() == "\r    \r" && terminal.clearing().isEmpty)
  }

  // MARK: -

  private func line(rate: Double?, measures: [(name: String, value: Double)]) -> ProgressLine {
    ProgressLine(title: "mine", done: 12, total: 40, unit: "pictures", rate: rate, measures: measures)
  }

  /// Both ends of a terminal that is this many characters wide. Glibc's functions for this are hidden from Swift, so the
  /// requests to the kernel stand here: TIOCSPTLCK and TIOCGPTN.
  private func pseudoterminal(columns: UInt16) throws -> (master: Int32, slave: Int32) {
    let master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var (isLocked, number): (Int32, UInt32) = (0, 0)
    try #require(
      master >= 0 && ioctl(master, 0x4004_5431, &isLocked) == 0 && ioctl(master, 0x8004_5430, &number) == 0)
    let slave = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
    var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    try #require(slave >= 0 && ioctl(slave, UInt(TIOCSWINSZ), &size) == 0)
    return (master, slave)
  }
}
