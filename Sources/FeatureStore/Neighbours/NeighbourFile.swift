import Foundation
import Workbench

/// The most similar rows of every row of a feature file: `/neighbour` u32 [N, k], the most similar first, and the content
/// hash of the features as an attribute.
public struct NeighbourFile: Sendable {
  /// The path of the rows in the file.
  public static let dataset = "/neighbour"
  private static let featuresAttribute = "features"
  /// Rows that are written in one chunk.
  private static let chunkRows = 4096
  /// Neighbours of a row, at most.
  private static let mostNeighbours = 1024

  /// The content hash of the features.
  public let features: String
  /// Neighbours of each row.
  public let neighbourCount: Int
  private let rows: [UInt32]

  /// Rows of the features.
  public var rowCount: Int { neighbourCount == 0 ? 0 : rows.count / neighbourCount }

  /// The most similar rows of a row, the most similar first.
  public func neighbours(ofRow row: Int) -> ArraySlice<UInt32> {
    rows[row * neighbourCount..<(row + 1) * neighbourCount]
  }

  /// Rows to be written.
  ///
  /// - Parameter rows: [N, neighbourCount].
  public init(features: String, neighbourCount: Int, rows: [UInt32]) {
    precondition(neighbourCount > 0 && rows.count % neighbourCount == 0, "neighbours are whole rows")
    (self.features, self.neighbourCount, self.rows) = (features, neighbourCount, rows)
  }

  /// Reads a file. One of unknown origin is first read by `FeatureFileProbe.checkedNeighbours`.
  ///
  /// - Throws: `FeatureStoreError`, also if it names rows that there are not.
  public init(_ url: URL) throws {
    let file = try HDF5File.open(url)
    guard let dataset = try file.dataset(Self.dataset), dataset.shape.count == 2, dataset.shape[1] > 0,
      dataset.kind == .uint32, let features = try file.text(attribute: Self.featuresAttribute)
    else {
      throw FeatureStoreError(
        .malformed, at: url.path, "is no table of neighbours",
        remedy: "Delete it; zoomin judge makes it again.")
    }
    // A small damaged file can declare any number of rows.
    guard dataset.shape[0] <= Int(UInt32.max), dataset.shape[1] <= Self.mostNeighbours else {
      throw FeatureStoreError(
        .malformed, at: url.path, "declares \(dataset.shape[0]) x \(dataset.shape[1]) neighbours",
        remedy: "Delete it; zoomin judge makes it again.")
    }
    try dataset.checkStorage()
    self.features = features
    neighbourCount = dataset.shape[1]
    let rowCount = dataset.shape[0]
    rows = try dataset.read(rows: 0..<rowCount, zero: UInt32(0))
    guard rows.allSatisfy({ $0 < UInt32(rowCount) }) else {
      throw FeatureStoreError(
        .malformed, at: url.path, "names rows beyond the last, \(rowCount - 1)",
        remedy: "Delete it; zoomin judge makes it again.")
    }
  }

  /// Writes the file, whole or not at all.
  ///
  /// - Throws: `FeatureStoreError`, `WorkbenchError`.
  public func write(to url: URL) throws {
    try AtomicFile.replacing(url) { temporary in
      let file = try HDF5File.create(temporary)
      do {
        let dataset = try file.createDataset(
          Self.dataset, .uint32, shape: [rowCount, neighbourCount], chunkRows: Self.chunkRows)
        try dataset.write(rows, firstRow: 0)
      }
      try file.setAttribute(Self.featuresAttribute, features)
      try file.close()
    }
  }
}

extension FeatureFileProbe {
  /// Reads a table of neighbours after a child process could, as `checked` does for features.
  ///
  /// - Throws: `FeatureStoreError`.
  public static func checkedNeighbours(_ url: URL, program: URL) throws -> NeighbourFile {
    try check(url, dataset: NeighbourFile.dataset, program: program)
    return try NeighbourFile(url)
  }
}
