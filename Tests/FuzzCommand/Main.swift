import ArgumentParser
import Foundation
import Fuzzing
import Workbench

/// Damaged files for every reader of the project.
@main
struct Fuzz: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fuzz", abstract: "Give a reader seeded damage of valid files, and see that it survives.",
    discussion: """
      Readers: \(ReaderName.allCases.map(\.rawValue).joined(separator: ", ")). Exit code 0: every input was \
      taken or refused with a sentence, without crash, hang or leak; 1: not so. Leaks and wrong accesses to \
      memory show in a build with --sanitize=address (`make fuzz`).
      """,
    subcommands: [Campaign.self, Replay.self, Work.self], defaultSubcommand: Campaign.self)
}

extension ReaderName: ExpressibleByArgument {}

/// A campaign.
struct Campaign: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "run", abstract: "Run a campaign.")

  @Argument(help: "The reader.")
  var reader: ReaderName

  @Option(help: "What the inputs follow from.")
  var seed: UInt64 = 1

  @Option(help: "How many inputs; by default as many as the project promises.")
  var count: Int?

  @Option(help: "The first input.")
  var from = 0

  @Option(help: "Inputs for each child process.")
  var inputsPerChild: Int?

  @Option(help: "Of the feature files, every so manieth is also opened through `zoomin __probe`.")
  var everyThroughProgram: Int?

  @Option(help: "The program for feature files; by default `zoomin` beside this command.")
  var program: String?

  @Option(help: "Where inputs are kept that were not survived.")
  var keep = "outputs/fuzz"

  @Option(help: "Seconds after which one input counts as a hang.")
  var hangSeconds: Double?

  @Flag(help: "Print the result as one JSON object on standard output.")
  var json = false

  func run() throws {
    let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let beside = executable.deletingLastPathComponent().appendingPathComponent("zoomin")
    var plan = Supervisor.Plan(
      reader, seed: seed, range: from..<from + max(0, count ?? reader.promisedCount),
      program: program.map { URL(fileURLWithPath: $0) } ?? beside, keep: URL(fileURLWithPath: keep))
    if reader == .hdf5 { plan.inputsPerChild = 2000 }
    if let inputsPerChild { plan.inputsPerChild = max(1, inputsPerChild) }
    if let hangSeconds { plan.hangSeconds = hangSeconds }
    if let everyThroughProgram { plan.everyThroughProgram = max(1, everyThroughProgram) }
    let scratch = try Scratch()
    var shown = Date.distantPast
    let verdict = try Supervisor(plan, scratch: scratch.url).run { verdict in
      guard Date.now.timeIntervalSince(shown) > 10 else { return }
      shown = Date.now
      FileHandle.standardError.write(Data("\(verdict.line)\n".utf8))
    }
    scratch.remove()
    print(json ? try verdict.json() : verdict.report)
    fflush(nil)
    // Not `exit`: the leak check is for the children, Foundation's Process in this one loses a little memory.
    _exit(verdict.isSound ? 0 : 1)
  }
}

/// Reads files given by name, or writes an input of a campaign.
struct Replay: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Read files in this process, one line each; or print one input.")

  @Argument(help: "The reader.")
  var reader: ReaderName

  @Argument(help: "Files.")
  var files: [String] = []

  @Option(help: "Instead of files: the input of this number.")
  var input: Int?

  @Option(help: "What the input follows from.")
  var seed: UInt64 = 1

  func run() throws {
    let scratch = try Scratch()
    defer { scratch.remove() }
    if let input {
      let mutator = try reader.mutator(seed: seed, scratch: scratch.url)
      FileHandle.standardOutput.write(Data(mutator.input(input)))
    }
    for file in files {
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
      print("\(file): \(try Replaying.outcome(of: bytes, by: reader, scratch: scratch.url))")
    }
  }
}

/// The child's side of a campaign.
struct Work: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "__work", abstract: "Read a range of inputs.", shouldDisplay: false)

  @Argument var reader: ReaderName
  @Option var seed: UInt64
  @Option var from: Int
  @Option var to: Int
  @Option var scratch: String
  @Option var skip: [Int] = []

  func run() throws {
    try Worker.run(
      reader, seed: seed, range: from..<to, skipping: Set(skip), scratch: URL(fileURLWithPath: scratch))
  }
}

/// A folder that is gone afterwards; in memory where there is such a place.
struct Scratch {
  let url: URL

  init() throws {
    let memory = URL(fileURLWithPath: "/dev/shm")
    let parent =
      access(memory.path, W_OK) == 0 ? memory : FileManager.default.temporaryDirectory
    url = parent.appendingPathComponent("fuzz-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  func remove() { try? FileManager.default.removeItem(at: url) }
}
