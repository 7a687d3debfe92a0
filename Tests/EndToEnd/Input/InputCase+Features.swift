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
      "{}/data: is a folder, not a file. Name a feature file, such as RUN/mining/KEY/features.h5."
    ) { try $0.dataSet([:]) },
    clustered(
      "features with NaN", "nan", exits: 65,
      "{}/features.h5, row 41: the feature is not finite in f32. Remove the row, or mine the picture again."),
    clustered(
      "N = 0 features", "rows-0", exits: 65,
      "{}/features.h5: holds no rows, so there is nothing to cluster. Lower mine.minimum_response, or mine other splits."
    ),
    clustered(
      "many features with NaN", "nans", exits: 65,
      "{}/features.h5: 7 of its 50 features are not finite in f32: rows 3, 5, 7 and 9, and 3 more. Remove these rows, or "
        + "mine their pictures again."),
    clustered(
      "features never written", "chunks", exits: 65,
      "{}/features.h5: /features was never written in rows 20 to 39. Finish the program that makes the features, or "
        + "remove these rows."),
    clustered(
      "virtual features without their file", "virtual", exits: 65,
      "{}/features.h5: /features takes rows 0 to 24 from another file, part-0.h5, which does not exist. Copy that file "
        + "into the same folder."),
    clustered(
      "features compressed by a missing filter", "zstd", exits: 65,
      "{}/features.h5: /features is compressed by Zstandard (filter 32015), which the HDF5 library of this machine does "
        + "not have. Set HDF5_PLUGIN_PATH to the folder of its plugin, or rewrite the file where it can be read: "
        + "`h5repack -f GZIP=4 OLD.h5 NEW.h5`."),
    clustered(
      "features still open for writing", "open", exits: 65,
      "{}/features.h5: is still open for writing, or the program that wrote it was killed. Wait until it is closed; if "
        + "its writer no longer runs, `h5clear -s {}/features.h5` removes the mark."),
    clustered(
      "features under another name", "named", exits: 65,
      "{}/features.h5: has no data set /features; the file holds /20x/feats f32 [50, 6], /20x/names string [50] and "
        + "/coords i64 [50, 2]. Name the data set with the features: --dataset /20x/feats."),
    clustered(
      "features under another name", "named", exits: 0, "{}/out", "--dataset 20x/feats"),
    InputCase(
      "weights that were not fetched", "import-weights w.safetensors --as c-net", exits: 65,
      "{}/w.safetensors: is not a safetensors file, but a git-LFS pointer, which only says where the file is. Fetch the "
        + "file itself: `git lfs pull` in its folder."
    ) {
      _ = try $0.write(
        "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n", as: "w.safetensors")
    },
    clustered("features in half precision", "half", exits: 0, "{}/out"),
    clustered("features as a batch of one", "batched", exits: 0, "{}/out"),
    clustered("N = 1 feature", "rows-1", exits: 0, answer(clusters: 1, iterations: 0, rows: 1), "--json"),
    clustered("N = 2 features", "rows-2", exits: 0, answer(clusters: 2, iterations: 0, rows: 2), "--json"),
    clustered(
      "all features equal", "equal", exits: 0, answer(clusters: 1, iterations: 0, rows: 20), "--json"),
    clustered(
      "more clusters than features", "rows-2", exits: 78,
      "3 clusters are wanted but there are only 2 different rows. Ask for fewer clusters.",
      "cluster.preference=count:3"),
    clustered(
      "non-convergence", "rows-60", exits: 0,
      "The clustering did not converge in 3 iterations. Raise cluster.max_iterations or cluster.damping.",
      "cluster.max_iterations=3"),
    clustered(
      "non-convergence", "rows-60", exits: 1,
      "The clustering did not converge in 3 iterations. Raise cluster.max_iterations or cluster.damping.",
      "cluster.max_iterations=3 --strict"),
    InputCase(
      "non-convergence", "run small.yaml cluster.max_iterations=2 cluster.preference=-1000", exits: 0,
      "The clustering did not converge in 2 iterations. Raise cluster.max_iterations or cluster.damping.",
      "The clustering has no cluster, so there are no mosaics."
    ) { _ = try $0.write(smallExperiment, as: "small.yaml") },
    InputCase(
      "non-convergence", "run small.yaml cluster.max_iterations=3 --strict", exits: 1,
      "The clustering did not converge in 3 iterations. Raise cluster.max_iterations or cluster.damping."
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
