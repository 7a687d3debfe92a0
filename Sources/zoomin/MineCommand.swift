import ArgumentParser

struct MineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mine", abstract: "Mine features with the trained network of a run.",
    discussion: """
      Writes mining/<key>/features.h5 and the attention panels of the run. Keys of mine: may be changed; each set of \
      them has a folder of its own.

      With --data the run's network mines another data set, into a folder of its own beside the run. That folder is a \
      run for `zoomin cluster`, `judge`, `mosaic` and `browse`; `zoomin cluster FEATURES.h5 --assign-to` sorts its \
      features into the clusters of the run.

      EXAMPLES:
        zoomin mine --run 3f9a mine.map=sum
        zoomin mine --run 3f9a --data messidor
      """)

  @OptionGroup var options: StageOptions
  @OptionGroup var other: OtherDataOptions

  func run() throws {
    try other.perform([.mine], of: options.folder, overrides: options.overrides, json: options.json)
  }
}
