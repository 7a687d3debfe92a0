import ArgumentParser
import Commands

struct MosaicCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mosaic", abstract: "Make the mosaics and the atlas of a clustering.",
    discussion: """
      Reads the feature file that was clustered, and its pictures. No network is needed. With --run the clusters are judged \
      again first if labels have changed.

      EXAMPLES:
        zoomin mosaic --run 3f9a
        zoomin mosaic clusters mosaic.columns=10
      """)

  @OptionGroup var options: ClusteringOptions

  func run() throws {
    // Pages show the judgement, which new labels change.
    try options.perform([.judge, .mosaic]) { clustering, experiment, console in
      try MosaicJob(clustering: clustering, experiment: experiment, console: console).perform()
    }
  }
}
