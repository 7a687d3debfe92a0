import ArgumentParser
import Commands
import Foundation
import Pipeline
import Settings

extension LabelsCommand {
  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import", abstract: "Add the labels of a file: all, or none if one is wrong.",
      discussion: """
        The file is a CSV table or COCO detection JSON. A line of a table needs a term (one that zoomin labels \
        terms lists, or any other name) and a place: x0,y0,x1,y1 in source pixels with sha256 or image; or row, a \
        region of the features. The columns kind (patch or lesion), author and time are optional. An annotation of COCO needs a \
        bbox, and its category is the term. Its picture is found by sha256, or by file_name among the features; kind \
        (lesion if it is not given), author and time are optional.

        EXAMPLES:
          zoomin labels import boxes.csv --author ann
          zoomin labels import annotations.json --features features.h5
        """)

    @Argument(help: "A CSV table or a COCO file.")
    var file: String

    @Option(help: "The feature file to which the pictures or rows refer.")
    var features: String?

    @OptionGroup var options: Authorship

    @Flag(help: "Print the result as one JSON object on standard output.")
    var json = false

    func run() throws {
      let result = try LabelsJob(experiment: try options.experiment()).add(
        file: URL(fileURLWithPath: file), features: features.map { URL(fileURLWithPath: $0) },
        author: options.author)
      try Console().say(result, asJSON: json)
    }
  }

  struct Merge: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "merge", abstract: "Add what another store of labels has: all of it, or nothing.",
      discussion: """
        Labels, verdicts and undos come with their authors and times. An entry that is there already, of the same \
        content, author and time, is not added again. The other store is only read.

        EXAMPLES:
          zoomin labels merge colleague/labels.sqlite
          zoomin labels merge other.sqlite judge.labels=labels.sqlite
        """)

    @Argument(help: "The other store, an SQLite file.")
    var other: String

    @Argument(help: "Overrides such as judge.labels=FILE.")
    var overrides: [String] = []

    @Flag(help: "Print the result as one JSON object on standard output.")
    var json = false

    func run() throws {
      let experiment = try ExperimentReader.read(overrides: overrides)
      let result = try LabelsJob(experiment: experiment).merge(URL(fileURLWithPath: other))
      try Console().say(result, asJSON: json)
    }
  }

  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export", abstract: "Print the labels that count, as a CSV table or a COCO file.",
      discussion: """
        The result goes to standard output. `zoomin labels import` reads it, and so do programs that read COCO.

        EXAMPLES:
          zoomin labels export > labels.csv
          zoomin labels export --log > everything.csv
          zoomin labels export --format coco --features features.h5 > coco.json
        """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
      case csv, coco
    }

    @Argument(help: "Overrides such as judge.labels=FILE.")
    var overrides: [String] = []

    @Option(help: "What to print: a CSV table, or COCO detection JSON.")
    var format = Format.csv

    @Option(help: "The feature file that has names and sizes of pictures, for --format coco.")
    var features: String?

    @Flag(help: "Print every entry: also verdicts, undos and undone entries. Only as a CSV table.")
    var log = false

    func validate() throws {
      if format == .coco, log {
        throw ValidationError("COCO has no verdicts and undos: give --log without --format coco.")
      }
      if format == .csv, features != nil {
        throw ValidationError("A CSV table names pictures by SHA-256: give --features with --format coco.")
      }
    }

    func run() throws {
      let job = LabelsJob(experiment: try ExperimentReader.read(overrides: overrides))
      guard format == .coco else {
        Console().say(String(try job.table(isLog: log).dropLast()))
        return
      }
      let export = try job.coco(features: features.map { URL(fileURLWithPath: $0) })
      Console().say(String(export.text.dropLast()))
      if let warning = export.warning { Console().warn(warning) }
    }
  }
}
