import ArgumentParser
import Commands
import Foundation
import Pipeline
import Settings

struct LabelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "labels", abstract: "Store and export what people say about regions and clusters.",
    discussion: """
      Labels are stored in outputs/labels.sqlite, or in the file of judge.labels=FILE. A label is a box on a picture, \
      which is identified by the SHA-256 of its file, so labels stay valid for other clusterings and networks. zoomin \
      candidates uses them. Nothing is ever deleted: an entry can be undone, and an undo can be undone.

      EXAMPLES:
        zoomin labels import boxes.csv
        zoomin labels accept clusters --cluster 12 --term HE
        zoomin labels export > labels.csv
      """,
    subcommands: [
      Import.self, Merge.self, Export.self, Accept.self, Undo.self, Agree.self, Terms.self,
    ])

  struct Accept: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "accept",
      abstract: "Accept a cluster under a name: a verdict, and a label for each of its regions.",
      discussion: """
        The labels count for regions of any other clustering of the same pictures.

        EXAMPLES:
          zoomin labels accept clusters --cluster 12 --term HE
          zoomin labels accept clusters --cluster 3 --term none --note 'vessel bends'
        """)

    @Argument(help: "The folder of a clustering.")
    var clustering: String

    @Option(help: "The cluster's number.")
    var cluster: Int

    @Option(help: "The name: a lesion term such as HE, none, or any other name.")
    var term: String

    @Option(help: "A remark about the cluster.")
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
      commandName: "undo", abstract: "Undo an entry, so that it no longer counts.",
      discussion: """
        The entry stays in the store; an undo can be undone by its own number. `zoomin labels export --log` prints numbers.

        EXAMPLES:
          zoomin labels undo 17
          zoomin labels undo 17 --author ann
        """)

    @Argument(help: "The entry's number, as export prints it.")
    var entry: Int

    @OptionGroup var options: Authorship

    func run() throws {
      try LabelsJob(experiment: try options.experiment()).undo(entry, author: options.author)
    }
  }

  struct Terms: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "terms",
      abstract: "List the terms with their meaning, and below each its other spellings.",
      discussion: """
        EXAMPLES:
          zoomin labels terms
          zoomin labels terms --json
        """
    )

    @Flag(help: "Print the result as one JSON object on standard output.")
    var json = false

    func run() throws { try Console().say(TermList(), asJSON: json) }
  }

  /// The author of entries, and the keys that name the store.
  struct Authorship: ParsableArguments {
    @Option(help: "The name of the person who says so.")
    var author = NSUserName()

    @Argument(help: "Overrides such as judge.labels=FILE.")
    var overrides: [String] = []

    func validate() throws {
      guard !author.allSatisfy(\.isWhitespace) else { throw ValidationError("--author must not be empty.") }
    }

    func experiment() throws -> Experiment { try ExperimentReader.read(overrides: overrides) }
  }
}
