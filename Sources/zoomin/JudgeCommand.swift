import ArgumentParser
import Commands

struct JudgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "judge",
    abstract: "Judge a clustering: how reliable it is, and what its clusters are associated with.",
    discussion: """
      Writes judgement.json, candidates.csv and candidates.txt into the clustering's folder and adds columns to its \
      clusters.csv. Expensive measures are made only on request: judge.stability=always clusters again without some \
      of the patients.

      EXAMPLES:
        zoomin judge --run 3f9a
        zoomin judge clusters judge.stability=always
      """)

  @OptionGroup var options: ClusteringOptions

  func run() throws {
    try options.perform([.judge]) { clustering, experiment, console in
      try JudgeJob(clustering: clustering, experiment: experiment, console: console).perform()
    }
  }
}
