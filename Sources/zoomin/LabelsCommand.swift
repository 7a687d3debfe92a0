import ArgumentParser
import Commands
import Foundation
import Pipeline
import Settings

struct LabelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "labels", abstract: "What people say of regions and clusters: into the store and out of it.",
    discussion: """
      Labels lie in outputs/labels.sqlite, or where judge.labels=FILE says. They are boxes on pictures, known by \
      the SHA-256 of the file, so they outlive clusterings and networks; zoomin candidates takes them into account. \
      Nothing is ever deleted: an entry may be undone, and an undo undone.
      """, subcommands: [Import.self, Export.self, Accept.self, Undo.self])

  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import", abstract: "Add the labels of a table, all or none.",
      discussion: """
        A line needs the column term, a lesion term such as HE, none, or any other name, and a place: x0,y0,x1,y1 in \
        source pixels with sha256 or image, or row, a region of the features. kind (patch or lesion), author and time \
        may be there.
        """)

    @Argument(help: "A table, CSV.")
    var table: String

    @Option(help: "The feature file that knows the table's images or rows.")
    var features: String?

    @OptionGroup var options: Authorship

    @Flag(help: "Print the result as one JSON object on standard output.")
    var json = false

    func run() throws {
      let result = try LabelsJob(experiment: try options.experiment()).add(
        table: URL(fileURLWithPath: table), features: features.map { URL(fileURLWithPath: $0) },
        author: options.author)
      try Console().say(result, asJSON: json)
    }
  }

  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export", abstract: "Print the labels that count as a table, CSV.")

    @Argument(help: "Overrides such as judge.labels=FILE.")
    var overrides: [String] = []

    @Flag(help: "Every entry instead: verdicts, undos and what was undone too.")
    var log = false

    func run() throws {
      let experiment = try ExperimentReader.read(overrides: overrides)
      let text = try LabelsJob(experiment: experiment).table(isLog: log)
      Console().say(String(text.dropLast()))
    }
  }

  struct Accept: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "accept",
      abstract: "Accept a cluster under a name: a verdict, and a label for each of its regions.")

    @Argument(help: "The folder of a clustering.")
    var clustering: String

    @Option(help: "The cluster's number.")
    var cluster: Int

    @Option(help: "What it is: a lesion term such as HE, none, or any other name.")
    var term: String

    @Option(help: "Anything else about it.")
    var note: String?

    @OptionGroup var options: Authorship

    @Flag(help: "Print the result as one JSON object on standard output.")
    var json = false

    func run() throws {
      let result = try LabelsJob(experiment: try options.experiment()).accept(
        cluster: cluster, of: URL(fileURLWithPath: clustering), term: term, note: note, author: options.author
      )
      try Console().say(result, asJSON: json)
    }
  }

  struct Undo: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "undo", abstract: "Say that an entry no longer counts.")

    @Argument(help: "The entry's number, as export prints it.")
    var entry: Int

    @OptionGroup var options: Authorship

    func run() throws {
      try LabelsJob(experiment: try options.experiment()).undo(entry, author: options.author)
    }
  }

  /// Who speaks, and where it is kept.
  struct Authorship: ParsableArguments {
    @Option(help: "Who says so.")
    var author = NSUserName()

    @Argument(help: "Overrides such as judge.labels=FILE.")
    var overrides: [String] = []

    func validate() throws {
      guard !author.allSatisfy(\.isWhitespace) else { throw ValidationError("--author is empty.") }
    }

    func experiment() throws -> Experiment { try ExperimentReader.read(overrides: overrides) }
  }
}
