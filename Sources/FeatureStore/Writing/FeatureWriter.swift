import Foundation
import Workbench

/// Writes a feature file block by block, so that an interrupted job can resume.
///
/// Each block becomes a feature file of its own beside the final name (`features.part-00000.h5`), complete or absent.
/// `assemble` joins them in order into the final file, which appears in one step. Its bytes depend only on the
/// content, so the file of a resumed job equals that of an undisturbed one.
public struct FeatureWriter: Sendable {
  /// The final file.
  public let file: URL
  /// The attributes of the file.
  public let attributes: FeatureAttributes
  /// Numbers per feature, D.
  public let dimension: Int
  /// Channels of M in a file of spots; nil in a file of cells.
  public let mDimension: Int?
  /// The number of blocks of the whole file.
  public let blockCount: Int

  /// A writer of `blockCount` blocks, numbered in manifest order.
  public init(
    file: URL, attributes: FeatureAttributes, dimension: Int, mDimension: Int? = nil, blockCount: Int
  ) {
    precondition(
      blockCount >= 0 && dimension > 0, "a count of blocks is not negative and features need numbers")
    precondition((attributes.unit == .spot) == (mDimension != nil), "spots have M beside their descriptors")
    self.file = file
    self.attributes = attributes
    self.dimension = dimension
    self.mDimension = mDimension
    self.blockCount = blockCount
  }

  /// Whether a block was completed, by this process or one before it, under the same attributes.
  ///
  /// A part that was written under other attributes or cannot be read counts as absent and is written again.
  public func hasBlock(_ index: Int) -> Bool {
    guard let reader = try? FeatureReader(part(index)), let found = reader.attributes else { return false }
    return attributes.agrees(with: found) && reader.dimension == dimension
      && reader.mDimension == mDimension
  }

  /// Writes one block, complete or not at all. Blocks may be written in any order.
  ///
  /// - Throws: `FeatureStoreError` with code `.unwritable`; `WorkbenchError` if the folder cannot be created.
  public func write(_ block: FeatureBlock, index: Int) throws {
    precondition(index >= 0 && index < blockCount, "a block's index must be in 0 ..< blockCount")
    precondition(
      block.grid == attributes.grid && block.dimension == dimension && block.mDimension == mDimension,
      "blocks must have the file's shape")
    var columns = FeatureColumns()
    columns.append(images: block.images, regions: block.regions, lesions: block.lesions)
    let layout = layout(columns)
    try replacing(part(index)) { temporary in
      _ = try layout.write(
        to: temporary, features: { try $0(block.features) }, mFeatures: { try $0(block.mFeatures) },
        attention: { try $0(block.attention) })
    }
  }

  /// Joins all blocks into the final file, removes the parts, and returns the content hash.
  ///
  /// - Throws: `FeatureStoreError` if a block is missing or cannot be read, or the file cannot be written.
  @discardableResult
  public func assemble() throws -> String {
    var columns = FeatureColumns()
    for index in 0..<blockCount {
      let reader = try FeatureReader(part(index))
      columns.append(
        images: try reader.images() ?? [], regions: try reader.regions() ?? [],
        lesions: try reader.lesions() ?? [])
    }
    let layout = layout(columns)
    var hash = ""
    try replacing(file) { temporary in
      hash = try layout.write(
        to: temporary,
        features: { append in
          for index in 0..<blockCount { try FeatureReader(part(index)).forEachBlock { try append($1) } }
        },
        mFeatures: { append in
          for index in 0..<blockCount { try append(try FeatureReader(part(index)).mFeatures() ?? []) }
        },
        attention: { append in
          for index in 0..<blockCount { try append(try FeatureReader(part(index)).storedAttention()) }
        })
    }
    try Self.removeParts(of: file)
    return hash
  }

  /// Removes the parts beside a finished file. A process that is killed while removing them leaves some.
  ///
  /// - Throws: an error of the file system.
  public static func removeParts(of file: URL) throws {
    let folder = file.deletingLastPathComponent()
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
    where name.hasPrefix(partPrefix(of: file)) {
      try FileManager.default.removeItem(at: folder.appendingPathComponent(name))
    }
  }

  // MARK: -

  private func layout(_ columns: FeatureColumns) -> FeatureFileLayout {
    FeatureFileLayout(
      columns: columns, attributes: attributes, dimension: dimension, mDimension: mDimension)
  }

  /// Like `AtomicFile.replacing(_:_:)`, but errors name the final file instead of the temporary one.
  private func replacing(_ url: URL, _ body: (URL) throws -> Void) throws {
    try AtomicFile.replacing(url) { temporary in
      do {
        try body(temporary)
      } catch let error as FeatureStoreError where error.place == temporary.path {
        throw FeatureStoreError(
          error.code, at: url.path, error.reason, picture: error.picture, row: error.row, remedy: error.remedy
        )
      }
    }
  }

  private static func partPrefix(of file: URL) -> String {
    "\(file.deletingPathExtension().lastPathComponent).part-"
  }

  private func part(_ index: Int) -> URL {
    let digits = "\(index)"
    let number = String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    return file.deletingLastPathComponent().appendingPathComponent("\(Self.partPrefix(of: file))\(number).h5")
  }
}
