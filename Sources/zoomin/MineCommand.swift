import ArgumentParser

struct MineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mine", abstract: "Mine features with the trained network of a run.",
    discussion: """
      Writes mining/<key>/features.h5 and the attention panels of the run. Keys of mine: may be changed; each set of \
      them has a folder of its own.
      """)

  @OptionGroup var options: StageOptions

  func run() throws { try options.perform([.mine]) }
}
