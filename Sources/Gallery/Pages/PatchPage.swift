import Discovery
import FeatureStore
import Foundation
import Fundus
import Workbench

/// A patch: where it lies on its picture, what the network made of that picture, and where it comes from.
struct PatchPage: Page {
  typealias Fact = EyeFacts.Fact

  /// Another patch of the same patient.
  struct Other {
    let url: String
    let source: String
    let caption: String
  }

  static let template = "patch"
  let frame: Frame
  let title: String
  let alt: String
  /// Nil if no tiles were made.
  let tile: String?
  let picture: EyeView?
  /// The page with both eyes of the patient.
  let eyes: String
  let levels: [EyeView.Level]
  let facts: [Fact]
  let lineage: [Fact]
  let others: [Other]
  /// The patches most like it, of any patient.
  let alike: [Other]
  /// Why these are not known; nil if they are.
  let likenessNote: String?
  /// What people called it.
  let labels: [PatchLabel]
  /// Patches beside it in its cluster.
  let previous: String?
  let next: String?

  let noTiles = ClustersPage.noTiles
  let noPicture = EyeView.missing

  /// Other patches of the patient, at most.
  private static let otherCount = 24

  /// - Parameter hasPicture: whether the prepared picture of the eye is in the cache.
  init(
    _ row: Int, of clustering: OpenClustering, labels: [PatchLabel], drawn: [DrawnLesion], hasPicture: Bool,
    _ viewing: Viewing
  ) {
    let address = clustering.address
    let mined = clustering.mined
    let image = mined.image(ofRow: row)
    let imageIndex = Int(mined.regions[row].image)
    let cluster = clustering.assignment.clusterOfRow[row]
    let parents = cluster < 0 ? [] : [Frame.Crumb(name: "Cluster \(cluster)", url: address.cluster(cluster))]
    frame = Frame("Patch \(row)", below: address.crumbs + parents, viewing)
    title = "Patch \(row) of picture \(image.id)"
    alt = "Patch \(row)"
    tile = clustering.file.tiles == nil ? nil : address.tile(row)
    levels = hasPicture ? EyeView.levels(viewing) : []
    picture = hasPicture ? EyeView(imageIndex, of: clustering, here: row, drawn: drawn, viewing) : nil
    eyes = address.eyes(imageIndex)
    facts = Self.facts(row, image, cluster, of: clustering).filter { !viewing.isBlind || !$0.isSwaying }
    self.labels = labels
    lineage = Self.lineage(row, image, of: clustering).filter { !viewing.isBlind || !$0.isSwaying }
    let rows = cluster < 0 ? [] : clustering.rows(of: cluster, order: .similarity)
    let place = rows.firstIndex(of: row)
    previous = place.flatMap { $0 > 0 ? address.patch(rows[$0 - 1]) : nil }
    next = place.flatMap { $0 + 1 < rows.count ? address.patch(rows[$0 + 1]) : nil }
    let ofPatient = clustering.file.rowsOfPatient(ofRow: row).filter { $0 != row }
    let shown = clustering.file.tiles == nil ? [] : ofPatient
    likenessNote = clustering.likeness.note
    alike =
      clustering.file.tiles == nil
      ? []
      : clustering.likeness.neighbours(ofRow: row).map { other in
        let cluster = clustering.assignment.clusterOfRow[other]
        return Other(
          url: address.patch(other), source: address.tile(other),
          caption: "\(mined.image(ofRow: other).id), \(cluster < 0 ? "no cluster" : "cluster \(cluster)")")
      }
    others = shown.filter { clustering.assignment.clusterOfRow[$0] >= 0 }.prefix(Self.otherCount).map {
      other in
      Other(
        url: address.patch(other), source: address.tile(other),
        caption: "\(mined.image(ofRow: other).eye), cluster \(clustering.assignment.clusterOfRow[other])")
    }
  }

  // MARK: -

  private static func facts(_ row: Int, _ image: FeatureImage, _ cluster: Int, of clustering: OpenClustering)
    -> [Fact]
  {
    let mined = clustering.mined
    let region = mined.regions[row]
    let spot = region.spot
    let here: [Fact?] = [
      Fact(name: "Cluster", value: cluster < 0 ? "none" : "\(cluster)"),
      Fact(
        name: "Similarity to the exemplar", value: Words.short(clustering.assignment.similarityOfRow[row])),
      clustering.types?[row].map { Fact(name: "Marked there", value: $0.text, isSwaying: true) },
      Fact(name: "Gated attention there", value: String(format: "%.3g", region.response), isSwaying: true),
      spot.map { Fact(name: "Spot", value: $0.isDark ? "dark" : "bright") },
      spot.map { Fact(name: "Scale in source pixels", value: String(format: "%.1f", $0.scaleSource)) },
      spot.map { Fact(name: "Strength", value: String(format: "%.3f", $0.strength)) },
      spot.map { Fact(name: "Novelty", value: String(format: "%.2f", $0.novelty)) },
    ]
    return here.compactMap { $0 } + [Fact(name: "Patient", value: image.patient)] + EyeFacts.facts(image)
  }

  private static func lineage(_ row: Int, _ image: FeatureImage, of clustering: OpenClustering) -> [Fact] {
    let mined = clustering.mined
    let region = mined.regions[row]
    func text(_ box: Box) -> String { box.coordinates.map { "\(Int($0.rounded()))" }.joined(separator: ", ") }
    return [
      Fact(name: "Picture", value: image.path), Fact(name: "SHA-256 of the picture", value: image.sha256),
      Fact(name: "Prepared square in source pixels", value: text(image.cropBox)),
      Fact(name: "Patch in source pixels", value: text(mined.tile(ofRow: row))),
      Fact(name: "Level and rank", value: "\(region.level), \(region.rank)", isSwaying: true),
      Fact(name: "Attention cell, row and column", value: "\(region.row), \(region.column)"),
      mined.attributes.map { Fact(name: "Checkpoint", value: $0.checkpointSHA256) },
      Fact(name: "Features", value: mined.contentHash),
      Fact(name: "Clustering", value: clustering.stored.record.id),
      mined.attributes.map { Fact(name: "Mined by version", value: $0.programVersion) },
    ].compactMap { $0 }
  }
}
