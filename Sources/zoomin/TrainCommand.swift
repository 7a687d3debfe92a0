import ArgumentParser

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train the network of a run, or continue where training stopped.",
    discussion: """
      Trains the phases that are not finished. `zoomin run` begins a run.

      EXAMPLES:
        zoomin train --run 3f9a
        zoomin train --run outputs/quickstart/3f9a4b5c6d7e --json
      """)

  @OptionGroup var options: StageOptions

  func run() throws { try options.perform([.prepare, .trainMNet, .trainANet, .trainZoomInNet]) }
}
