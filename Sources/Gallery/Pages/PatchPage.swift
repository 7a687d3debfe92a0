import Discovery
import FeatureStore
import Foundation
import Fundus
import Workbench

/// A patch: where it lies on its picture, what the network made of that picture, and where it comes from.
struct PatchPage: Page {
  /// The prepared picture with everything that is laid over it.
  struct Picture {
    /// A box in pixels of the zoom picture.
    struct Mark {
      let kind: String
      let name: String
      let x, y, width, height: Float
    }

    /// The attention of one grade.
    struct Map {
      let level: Int
      let source: String
    }

    let source: String
    let alt: String
    let side: Int
    let caption: String
    let boxes: [Mark]
    let attention: [Map]
  }

  /// A line of a table.
  struct Fact {
    let name: String
    let value: String
    /// Whether blind reading hides it.
    var isSwaying = false
  }

  /// Another patch of the same patient.
  struct Other {
    let url: String
    let source: String
    let caption: String
  }

  /// A level of attention to choose; none in blind reading.
  struct Level {
    let value: Int
    let name: String
  }

  static let template = "patch"
  let frame: Frame
  let title: String
  let alt: String
  /// Nil if no tiles were made.
  let tile: String?
  let picture: Picture?
  let levels: [Level]
  let facts: [Fact]
  let lineage: [Fact]
  let others: [Other]
  /// What people called it.
  let labels: [PatchLabel]
  /// Patches beside it in its cluster.
  let previous: String?
  let next: String?

  let noTiles = ClustersPage.noTiles
  let noPicture =
    "The prepared picture is not in the cache of the outputs. The run's own command prepares it again."

  /// Other patches of the patient, at most.
  private static let otherCount = 24

  /// - Parameter hasPicture: whether the prepared picture of the eye is in the cache.
  init(
    _ row: Int, of clustering: OpenClustering, labels: [PatchLabel], hasPicture: Bool, _ viewing: Viewing
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
    levels =
      viewing.isBlind || !hasPicture
      ? [] : Grade.all.dropFirst().map { Level(value: $0, name: Words.grade($0)) }
    let rowsOfImage = clustering.file.rowsOfImage[imageIndex]
    picture =
      hasPicture
      ? Picture(
        source: address.picture(imageIndex), alt: "The whole eye \(image.id) with the place of the patch",
        side: mined.attributes?.zoomPixels ?? 0,
        caption:
          "White: this patch. Blue: the \(rowsOfImage.count - 1) other patches of this eye. Yellow, dashed: marked lesions.",
        boxes: Self.boxes(row, rowsOfImage, imageIndex, of: clustering, viewing),
        attention: levels.map {
          Picture.Map(level: $0.value, source: address.attention(imageIndex, level: $0.value))
        })
      : nil
    facts = Self.facts(row, image, cluster, of: clustering).filter { !viewing.isBlind || !$0.isSwaying }
    self.labels = labels
    lineage = Self.lineage(row, image, of: clustering).filter { !viewing.isBlind || !$0.isSwaying }
    let rows = cluster < 0 ? [] : clustering.rows(of: cluster, order: .similarity)
    let place = rows.firstIndex(of: row)
    previous = place.flatMap { $0 > 0 ? address.patch(rows[$0 - 1]) : nil }
    next = place.flatMap { $0 + 1 < rows.count ? address.patch(rows[$0 + 1]) : nil }
    let ofPatient = clustering.file.rowsOfPatient(ofRow: row).filter { $0 != row }
    let shown = clustering.file.tiles == nil ? [] : ofPatient
    others = shown.filter { clustering.assignment.clusterOfRow[$0] >= 0 }.prefix(Self.otherCount).map {
      other in
      Other(
        url: address.patch(other), source: address.tile(other),
        caption: "\(mined.image(ofRow: other).eye), cluster \(clustering.assignment.clusterOfRow[other])")
    }
  }

  // MARK: -

  private static func boxes(
    _ row: Int, _ rows: [Int], _ imageIndex: Int, of clustering: OpenClustering, _ viewing: Viewing
  ) -> [Picture.Mark] {
    let mined = clustering.mined
    guard let side = mined.attributes?.zoomPixels else { return [] }
    let crop = mined.images[imageIndex].cropBox
    let scale = Float(side) / crop.width
    func frame(_ kind: String, _ name: String, _ box: Box) -> Picture.Mark {
      let shown = box.mapped(scale: scale, offsetX: -crop.minX * scale, offsetY: -crop.minY * scale)
      return Picture.Mark(
        kind: kind, name: name, x: shown.minX, y: shown.minY, width: shown.width, height: shown.height)
    }
    let lesions =
      viewing.isBlind
      ? [] : mined.lesionsOfImage[imageIndex].map { frame("lesion", $0.type.rawValue, $0.box) }
    let others = rows.filter { $0 != row }.map { frame("region", "patch \($0)", mined.tile(ofRow: $0)) }
    return lesions + others + [frame("here", "patch \(row)", mined.tile(ofRow: row))]
  }

  private static func facts(_ row: Int, _ image: FeatureImage, _ cluster: Int, of clustering: OpenClustering)
    -> [Fact]
  {
    let mined = clustering.mined
    let region = mined.regions[row]
    func probabilities(_ name: String, _ values: [Float]) -> Fact? {
      values.isEmpty
        ? nil
        : Fact(
          name: name, value: values.map { Words.short(Double($0)) }.joined(separator: " "), isSwaying: true)
    }
    let spot = region.spot
    return [
      Fact(name: "Cluster", value: cluster < 0 ? "none" : "\(cluster)"),
      Fact(
        name: "Similarity to the exemplar", value: Words.short(clustering.assignment.similarityOfRow[row])),
      clustering.types?[row].map { Fact(name: "Marked there", value: $0.text, isSwaying: true) },
      Fact(name: "Patient", value: image.patient), Fact(name: "Eye", value: image.eye),
      Fact(name: "Grade", value: Words.grade(mined.grade(ofRow: row)), isSwaying: true),
      Fact(name: "Split", value: image.split, isSwaying: true),
      probabilities("Probability of grades 0 to 4", image.y), probabilities("M-Net", image.yM),
      probabilities("A-Net", image.yA), probabilities("C-Net", image.yC),
      Fact(name: "Gated attention there", value: String(format: "%.3g", region.response), isSwaying: true),
      spot.map { Fact(name: "Spot", value: $0.isDark ? "dark" : "bright") },
      spot.map { Fact(name: "Scale in source pixels", value: String(format: "%.1f", $0.scaleSource)) },
      spot.map { Fact(name: "Strength", value: String(format: "%.3f", $0.strength)) },
      spot.map { Fact(name: "Novelty", value: String(format: "%.2f", $0.novelty)) },
    ].compactMap { $0 }
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
