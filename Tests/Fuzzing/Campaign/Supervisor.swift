import Dispatch
import FeatureStore
import Foundation
import Synchronization
import Workbench

/// The parent's side: sends children through the inputs, and survives what they do not.
///
/// A child that dies or hangs is followed by another that goes on behind the input it died on. Under the
/// address sanitizer each child also looks for leaks at its end.
public struct Supervisor {
  /// How a campaign is run.
  public struct Plan {
    /// The reader.
    public var reader: ReaderName
    /// What the inputs follow from.
    public var seed: UInt64
    /// Which inputs.
    public var range: Range<Int>
    /// Inputs for each child.
    public var inputsPerChild = 100_000
    /// Seconds of processor time after which one input counts as a hang; thirty times as many by the clock
    /// count too, for what waits rather than works.
    public var hangSeconds = 20.0
    /// Of the feature files, every so manieth is also opened as the program opens it (`zoomin __probe`).
    public var everyThroughProgram = 50
    /// The program; needed for feature files.
    public var program: URL?
    /// Where inputs that were not survived are kept.
    public var keep: URL

    /// A plan with the usual figures.
    public init(_ reader: ReaderName, seed: UInt64, range: Range<Int>, program: URL?, keep: URL) {
      self.reader = reader
      self.seed = seed
      self.range = range
      self.program = program
      self.keep = keep
    }
  }

  private let plan: Plan
  private let scratch: URL
  private let mutator: Mutator

  /// A supervisor; `scratch` is a folder of its own.
  public init(_ plan: Plan, scratch: URL) throws {
    self.plan = plan
    self.scratch = scratch
    mutator = try plan.reader.mutator(seed: plan.seed, scratch: scratch)
  }

  /// Runs the campaign; `progress` hears of every stretch.
  public func run(progress: (Verdict) -> Void) throws -> Verdict {
    var verdict = Verdict(plan)
    let started = Date.now
    var from = plan.range.lowerBound
    var skipped = Set<Int>()
    while from < plan.range.upperBound {
      let range = from..<min(plan.range.upperBound, from + plan.inputsPerChild)
      var next = from
      let end = try child(range, skipping: skipped) { tally in
        next = tally.next
        verdict.tally.add(tally)
        verdict.seconds = Date.now.timeIntervalSince(started)
        progress(verdict)
      }
      from = next
      switch end {
      case .completed: break
      case .leaked(let report):
        verdict.leaks.append(Tally.Flaw(index: range.lowerBound, reason: "inputs \(range): \(report)"))
      case .died(let index, let reason):
        verdict.crashes.append(Tally.Flaw(index: index, reason: reason))
        skipped.insert(index)
      case .hung(let index):
        verdict.hangs.append(Tally.Flaw(index: index, reason: "no end after \(plan.hangSeconds) s"))
        skipped.insert(index)
      case .neverBegan(let reason):
        throw WorkbenchError(.unreadable, at: plan.reader.rawValue, "the child ends at once: \(reason)")
      }
    }
    if plan.reader == .hdf5 { try checkThroughProgram(&verdict) }
    verdict.seconds = Date.now.timeIntervalSince(started)
    try keepInputs(of: verdict)
    return verdict
  }

  // MARK: -

  private enum End {
    case completed
    case leaked(String)
    case died(Int, String)
    case hung(Int)
    case neverBegan(String)
  }

  /// Sends one child.
  private func child(
    _ range: Range<Int>, skipping skipped: Set<Int>, counted: (Tally) -> Void
  ) throws -> End {
    let folder = scratch.appendingPathComponent("child")
    try? FileManager.default.removeItem(at: folder)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let complaints = folder.appendingPathComponent("stderr")
    try Data().write(to: complaints)
    let output = Pipe()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments =
      [
        "__work", plan.reader.rawValue, "--seed", "\(plan.seed)", "--from", "\(range.lowerBound)", "--to",
        "\(range.upperBound)", "--scratch", folder.path,
      ] + skipped.filter { range.contains($0) }.flatMap { ["--skip", "\($0)"] }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: complaints)
    let pardons = folder.appendingPathComponent("pardons")
    try Data(Self.pardons.utf8).write(to: pardons)
    let sanitizer = environment.merging(["LSAN_OPTIONS": "suppressions=\(pardons.path)"]) { own, _ in own
    }
    process.environment = ProcessInfo.processInfo.environment.merging(sanitizer) { own, _ in own }
    let gone = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in gone.signal() }
    try process.run()
    let hung = watch(process.processIdentifier, folder)
    let hasEnded = readLines(output.fileHandleForReading, counted)
    gone.wait()
    if let index = hung.stop() { return .hung(index) }
    let words = Self.lastWords(complaints)
    if process.terminationReason == .exit, process.terminationStatus == 0 { return .completed }
    let reason =
      process.terminationReason == .uncaughtSignal
      ? "signal \(process.terminationStatus). \(words)" : "exit \(process.terminationStatus). \(words)"
    if hasEnded { return .leaked(reason) }
    guard let index = Worker.current(folder) else { return .neverBegan(reason) }
    return .died(index, reason)
  }

  /// What the sanitizer is asked for; the caller's own settings win. Deep stacks of every allocation cost a fifth of the
  /// time; where libhdf5 allocates they tell its leaks from ours. Names of functions in a report take it
  /// minutes, in which a crash looks like a hang: `fuzz replay` shows them for an input that was kept.
  private var environment: [String: String] {
    [
      "ASAN_OPTIONS":
        "detect_leaks=1:allocator_may_return_null=1:exitcode=77:hard_rss_limit_mb=6000:quarantine_size_mb=32"
        + ":malloc_context_size=\(plan.reader.mayCrash ? 12 : 2):detect_odr_violation=0:symbolize=0",
      "SWIFT_BACKTRACE": "enable=no", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
    ]
  }

  /// Leaks that are not the project's: libhdf5 1.10 loses a little where it gives a damaged file up, which only
  /// the short-lived child ever reads.
  private static let pardons = "leak:libhdf5\n"

  /// Decodes tallies up to the end of the stream; whether the last line was the ending.
  private func readLines(_ handle: FileHandle, _ counted: (Tally) -> Void) -> Bool {
    var waiting = Data()
    var hasEnded = false
    let decoder = JSONDecoder()
    while true {
      let data = handle.availableData
      if data.isEmpty { return hasEnded }
      waiting += data
      while let end = waiting.firstIndex(of: UInt8(ascii: "\n")) {
        let line = Data(waiting[waiting.startIndex..<end])
        waiting = Data(waiting[(end + 1)...])
        if let tally = try? decoder.decode(Tally.self, from: line) { counted(tally) }
        hasEnded = line == Data(Worker.ending.utf8)
      }
    }
  }

  /// Kills a child that stays on one input for too long.
  private func watch(_ child: Int32, _ folder: URL) -> HangWatch {
    HangWatch(hangSeconds: plan.hangSeconds, child: child, current: { Worker.current(folder) })
  }

  /// The sanitizer's or the runtime's summary of why a process ended.
  private static func lastWords(_ url: URL) -> String {
    let text = String(decoding: FileManager.default.contents(atPath: url.path) ?? Data(), as: UTF8.self)
    let lines = text.split(separator: "\n").map(String.init)
    let telling = lines.filter {
      $0.contains("ERROR:") || $0.contains("SUMMARY:") || $0.contains("Fatal error") || $0.contains("#1 ")
        || $0.contains("#2 ") || $0.contains("#3 ")
    }
    return (telling.isEmpty ? lines.suffix(3) : telling.prefix(8)).joined(separator: " | ")
  }

  /// Opens feature files as the program does: those that a child died of, and every so manieth.
  private func checkThroughProgram(_ verdict: inout Verdict) throws {
    guard let program = plan.program else { return }
    // A program built with the sanitizer then dies of what it finds, as one without may.
    setenv("ASAN_OPTIONS", "abort_on_error=1:detect_leaks=0:symbolize=0", 0)
    let file = scratch.appendingPathComponent("checked.h5")
    let fatal = Set((verdict.crashes + verdict.hangs).map(\.index))
    let sample = Set(
      stride(from: plan.range.lowerBound, to: plan.range.upperBound, by: plan.everyThroughProgram))
    for index in fatal.union(sample).sorted() {
      try Data(mutator.input(index)).write(to: file)
      do {
        _ = try FeatureFileProbe.checked(file, program: program, secondsAllowed: 30 * plan.hangSeconds)
        verdict.throughProgram["opened", default: 0] += 1
        if fatal.contains(index) { verdict.survivedAlone.append(index) }
      } catch let error as FeatureStoreError {
        verdict.throughProgram["\(error.code)", default: 0] += 1
        if let fault = Judgement.fault(in: error.message) {
          verdict.tally.defects.append(Tally.Flaw(index: index, reason: fault))
        }
        if fatal.contains(index), error.code != .crashed { verdict.survivedAlone.append(index) }
      } catch {
        verdict.tally.defects.append(
          Tally.Flaw(index: index, reason: "an error that is no sentence: \(error)"))
      }
    }
  }

  private func keepInputs(of verdict: Verdict) throws {
    let flaws = verdict.crashes + verdict.hangs + verdict.tally.defects.prefix(50)
    guard !flaws.isEmpty else { return }
    try FileManager.default.createDirectory(at: plan.keep, withIntermediateDirectories: true)
    for flaw in flaws {
      let name = "\(plan.reader.rawValue)-\(plan.seed)-\(flaw.index)"
      try Data(mutator.input(flaw.index)).write(to: plan.keep.appendingPathComponent(name))
    }
  }
}

/// Looks a few times a second whether the current input has changed, and kills a child that stays on one.
private final class HangWatch: Sendable {
  private let finished = Atomic<Bool>(false)
  private let hung = Mutex<Int?>(nil)
  private let done = DispatchSemaphore(value: 0)

  init(hangSeconds: Double, child: Int32, current: @escaping @Sendable () -> Int?) {
    let thread = Thread { [self] in
      var last: Int?
      var since = (clock: Date.now, processor: 0.0)
      while !finished.load(ordering: .relaxed) {
        Thread.sleep(forTimeInterval: 0.1)
        let now = current()
        let processor = Self.processorSeconds(of: child)
        if now != last { (last, since) = (now, (Date.now, processor)) }
        guard let now else { continue }
        if processor - since.processor > hangSeconds
          || Date.now.timeIntervalSince(since.clock) > 30 * hangSeconds
        {
          hung.withLock { $0 = now }
          kill(child, SIGKILL)
          break
        }
      }
      done.signal()
    }
    thread.start()
  }

  /// Ends the watch; the input that hung, if one did.
  func stop() -> Int? {
    finished.store(true, ordering: .relaxed)
    done.wait()
    return hung.withLock { $0 }
  }

  /// What a process has worked so far; a busy machine stops the clock for it.
  private static func processorSeconds(of process: Int32) -> Double {
    let text = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
    // After the name in parentheses, which may hold anything: state, then ten numbers, then user and system time.
    let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
    guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return 0 }
    return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }
}
