import Discovery
import Foundation
import Fundus
import Labels
import Workbench

/// A clustering with everything that its pages show.
final class OpenClustering: Sendable {
  let address: ClusteringAddress
  let stored: StoredClustering
  let file: MinedFile
  /// Nil if the clusters were not judged.
  let judgement: Judgement?
  /// Which patches are alike.
  let likeness: Likeness
  /// By number.
  let summaries: [ClusterSummary]
  /// The type of every row; nil if no lesion is marked.
  let types: [RegionType?]?

  /// What pictures are called.
  let names: PictureNames

  /// The cards of the clusters.
  let cards = Shelf<ClusterOpinions>(capacity: 10_000)
  /// The patches on the pages of clusters, half a kilobyte each.
  let patches = Shelf<[PatchLabel]>(capacity: 100_000)

  var mined: MinedRegions { file.mined }
  var assignment: ClusterAssignment { stored.assignment }

  /// - Throws: `DiscoveryError` for damaged records.
  init(
    _ address: ClusteringAddress, _ stored: StoredClustering, _ judgement: Judgement?, _ file: MinedFile,
    likeness: Likeness
  ) throws {
    names = PictureNames(of: file.mined)
    self.address = address
    self.stored = stored
    self.judgement = judgement
    self.file = file
    self.likeness = likeness
    try stored.check(isOf: file.mined)
    types = RegionKnowledge(file.mined)?.types
    summaries = ClusterTable(stored.assignment, mined: file.mined, types: types).clusters
  }

  /// The same clustering as files in a folder, with pictures under other names.
  init(_ other: OpenClustering, onDiskAs names: PictureNames) {
    address = ClusteringAddress(
      onDisk: other.address, numberOfRow: PictureNames.shuffledRows(of: other.file.mined))
    (stored, file, judgement, likeness) = (other.stored, other.file, other.judgement, other.likeness)
    (summaries, types) = (other.summaries, other.types)
    self.names = names
  }

  /// The rows of a cluster in an order.
  func rows(of cluster: Int, order: MosaicOrder) -> [Int] {
    order.rows(
      of: cluster, in: assignment, responseOfRow: file.responseOfRow, patientOfRow: file.patientOfRow)
  }

  /// The most frequent types of a cluster's regions, at most two, each of a tenth of them or more: `MA 65 %, HE 18 %`; nil
  /// if no lesion is marked.
  func typeShares(of cluster: Int) -> String? {
    guard let types else { return nil }
    let members = assignment.members[cluster]
    let counts = Dictionary(grouping: members.compactMap { types[$0]?.text }, by: { $0 }).mapValues(\.count)
    let frequent = counts.filter { 10 * $0.value >= members.count }
      .sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
    return frequent.prefix(2).map { name, count in
      "\(name) \(Int((100 * Double(count) / Double(members.count)).rounded())) %"
    }.joined(separator: ", ")
  }

  /// - Throws: `GalleryError` if there is no such cluster.
  func checkedCluster(_ text: String) throws(GalleryError) -> Int {
    guard let number = Int(text), assignment.exemplars.indices.contains(number) else {
      throw .missing("cluster \(text.prefix(20)) in this clustering")
    }
    return number
  }

  /// - Throws: `GalleryError` if there is no such row.
  func checkedRow(_ text: some StringProtocol) throws(GalleryError) -> Int {
    guard let row = Int(text), (0..<mined.rowCount).contains(row) else {
      throw .missing("patch \(text.prefix(20)) in this clustering")
    }
    return row
  }

  /// - Throws: `GalleryError` if there is no such picture.
  func checkedImage(_ text: some StringProtocol) throws(GalleryError) -> Int {
    guard let image = Int(text), mined.images.indices.contains(image) else {
      throw .missing("picture \(text.prefix(20)) in this clustering")
    }
    return image
  }
}
