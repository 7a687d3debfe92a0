import ArgumentParser
import Commands
import Foundation
import Pipeline
import Settings

extension LabelsCommand {
  struct Agree: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "agree", abstract: "Say how far two readers agree: Cohen's kappa with a 95 % interval.",
      discussion: """
        Compared are patch labels at the same place, clusters that both accepted or rejected, and names of clusters. \
        Two patches are the same place if they overlap by judge.label_overlap (intersection over union); each is in \
        one pair at most, the most overlapping first. Kappa: Cohen 1960; interval: Fleiss, Cohen and Everitt 1969, for \
        large samples.

        EXAMPLES:
          zoomin labels agree ann ben
          zoomin labels agree ann ben --features features.h5 --json
        """)

    @Argument(help: "The name of a reader.")
    var first: String

    @Argument(help: "The name of another one.")
    var second: String

    @Option(help: "Compare only patch labels on the pictures of this feature file.")
    var features: String?

    @Argument(help: "Overrides such as judge.labels=FILE.")
    var overrides: [String] = []

    @Flag(help: "Print the result as one JSON object on standard output.")
    var json = false

    func validate() throws {
      guard first != second else { throw ValidationError("Name two readers, not \(first) twice.") }
    }

    func run() throws {
      let job = LabelsJob(experiment: try ExperimentReader.read(overrides: overrides))
      let agreement = try job.agreement(
        of: first, and: second, features: features.map { URL(fileURLWithPath: $0) })
      try Console().say(agreement, asJSON: json)
    }
  }
}
