import Foundation

extension InputCase {
  /// Feature files, made by h5py (`Tests/Peers/feature_file.py`).
  static let features: [InputCase] = [
    clustered(
      "features of a newer schema", "version-2", exits: 65,
      "{}/features.h5: has schema version 2, newer than the 1 this program reads. Use the version of the program that "
        + "wrote it."),
    clustered(
      "features of an older schema", "version-0", exits: 65,
      "{}/features.h5: has schema version 0, and the first was 1. Mine the features again."),
    InputCase(
      "features file truncated", "cluster features.h5 --out out", exits: 65,
      "{}/features.h5: cannot be opened as HDF5: truncated file: eof = 1984, sblock->base_addr = 0, stored_eof = 3968. "
        + "Fetch or make the file again."
    ) {
      let whole = try golden("FeatureStoreTests/Golden/rows-60.h5")
      try $0.write(Array(whole[..<(whole.count / 2)]), as: "features.h5")
    },
    InputCase(
      "features file empty", "cluster features.h5 --out out", exits: 65,
      "{}/features.h5: cannot be opened as HDF5: file signature not found. Fetch or make the file again."
    ) { try $0.write([], as: "features.h5") },
    InputCase(
      "features file missing", "cluster features.h5 --out out", exits: 66,
      "{}/features.h5: does not exist. Name a feature file, such as RUN/mining/KEY/features.h5."),
    InputCase(
      "a folder for a features file", "cluster data --out out", exits: 66,
      "{}/data: is a folder. Name a feature file, such as RUN/mining/KEY/features.h5."
    ) { try $0.dataSet([:]) },
    clustered(
      "features with NaN", "nan", exits: 65,
      "{}/features.h5, row 41: the feature is not finite in f32. Remove the row, or mine the picture again."),
    clustered(
      "N = 0 features", "rows-0", exits: 65,
      "{}/features.h5: holds no rows, so there is nothing to cluster. Lower mine.minimum_response, or mine other splits."
    ),
    clustered("N = 1 feature", "rows-1", exits: 0, answer(clusters: 1, iterations: 0, rows: 1), "--json"),
    clustered("N = 2 features", "rows-2", exits: 0, answer(clusters: 2, iterations: 0, rows: 2), "--json"),
    clustered(
      "all features equal", "equal", exits: 0, answer(clusters: 1, iterations: 0, rows: 20), "--json"),
    clustered(
      "more clusters than features", "rows-2", exits: 78,
      "3 clusters are wanted but there are only 2 different rows. Ask for fewer clusters.",
      "cluster.preference=count:3"),
    clustered(
      "non-convergence", "rows-60", exits: 0, "The clustering did not converge in 3 iterations.",
      "cluster.max_iterations=3"),
    clustered(
      "non-convergence", "rows-60", exits: 1, "The clustering did not converge in 3 iterations.",
      "cluster.max_iterations=3 --strict"),
    InputCase(
      "non-convergence", "run small.yaml cluster.max_iterations=2 cluster.preference=-1000", exits: 0,
      "The clustering did not converge in 2 iterations; raise cluster.max_iterations or cluster.damping.",
      "The clustering has no cluster, so there are no mosaics."
    ) { _ = try $0.write(smallExperiment, as: "small.yaml") },
    InputCase(
      "non-convergence", "run small.yaml cluster.max_iterations=3 --strict", exits: 1,
      "The clustering did not converge in 3 iterations; raise cluster.max_iterations or cluster.damping."
    ) { _ = try $0.write(smallExperiment, as: "small.yaml") },
  ]

  // MARK: -

  private static func clustered(
    _ item: String, _ name: String, exits exitCode: Int32, _ line: String, _ more: String = ""
  ) -> InputCase {
    InputCase(item, "cluster features.h5 --out out \(more)", exits: exitCode, line) {
      try $0.write(try golden("FeatureStoreTests/Golden/\(name).h5"), as: "features.h5")
    }
  }

  private static func answer(clusters: Int, iterations: Int, rows: Int) -> String {
    "{\"clusters\":\(clusters),\"converged\":true,\"folder\":\"{}/out\",\"iterations\":\(iterations),\"method\":\"dense\",\"rows\":\(rows),"
      + "\"schemaVersion\":1}"
  }
}
