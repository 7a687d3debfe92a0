import Foundation
import TestSupport

/// What two runs must agree in, byte for byte: checkpoints, predictions, measures, features, clusterings, mosaics,
/// panels, plots and the metrics log; and the names of all files, so that nothing is left behind.
///
/// The clock, the host and the thread count stand in other files, which may differ. The feature file records the
/// keys and the place of the pictures beside the features: of it the content hash counts, which the clustering
/// names.
struct RunBytes {
  private let files: [String: Data]
  private let names: Set<String>

  /// The bytes of a finished run.
  init(_ run: URL) throws {
    var files: [String: Data] = [:]
    var names: Set<String> = []
    let all = FolderContents.names(in: run)
    for name in all {
      names.insert(name)
      guard Self.counts(name) else { continue }
      files[name] = FileManager.default.contents(atPath: run.appendingPathComponent(name).path)
    }
    for name in all where name.hasSuffix("clustering.json") {
      let data = try Data(contentsOf: run.appendingPathComponent(name))
      let record = try JSONSerialization.jsonObject(with: data) as? [String: Any]
      guard let hash = record?["features"] as? String else { throw CocoaError(.coderReadCorrupt) }
      files["contentHash of the features"] = Data(hash.utf8)
    }
    self.files = files
    self.names = names
  }

  /// How many files are compared.
  var count: Int { files.count }

  /// The names of what is not the same in both, sorted.
  func differences(from other: RunBytes) -> [String] {
    let changed = Set(files.keys).union(other.files.keys).filter { files[$0] != other.files[$0] }
    return (changed.union(names.symmetricDifference(other.names))).sorted()
  }

  /// The bytes of one file.
  subscript(name: String) -> Data? { files[name] }

  // MARK: -

  private static func counts(_ name: String) -> Bool {
    let endings = [
      ".safetensors", ".png", ".svg", "assignments.csv", "clusters.csv", "manifest.csv", "measures.json",
    ]
    return name == "metrics.jsonl" || name == "evaluation.json" || name.hasPrefix("predictions/")
      || endings.contains { name.hasSuffix($0) }
  }
}
