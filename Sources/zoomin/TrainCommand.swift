import ArgumentParser

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train the network of a run, or go on where training stopped.",
    discussion: "Does the three phases, as far as they are not done. `zoomin run` begins a run.")

  @OptionGroup var options: StageOptions

  func run() throws { try options.perform([.prepare, .trainMNet, .trainANet, .trainZoomInNet]) }
}
