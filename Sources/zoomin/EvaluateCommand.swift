import ArgumentParser

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Evaluate the trained network of a run on held-out pictures.",
    discussion: "Writes evaluation.json and predictions/ of the run. Keys of evaluate: may be changed.")

  @OptionGroup var options: StageOptions

  func run() throws { try options.perform([.evaluate]) }
}
