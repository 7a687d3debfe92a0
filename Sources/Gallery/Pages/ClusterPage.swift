import Discovery
import Foundation
import Mustache
import Workbench

/// A cluster with every member as a tile.
struct ClusterPage: Page {
  /// A member.
  struct Patch {
    let url: String
    /// Nil if no tiles were made.
    let source: String?
    let alt: String
    let caption: String
    let row: Int
    /// What people called it.
    let labels: String
    /// The class that colours the tile by the grade of its picture.
    let grade: String
  }

  /// A patch in a strip.
  struct Small {
    let url: String
    let source: String
    let caption: String
  }

  /// A cluster that looks alike.
  struct Neighbour {
    let number: Int
    let url: String
    let source: String
  }

  static let template = "cluster"
  let frame: Frame
  let card: ClusterCard
  let orders: [Choice]
  let shown: String
  let noTiles: String?
  /// The HTML of each member that was not moved out.
  let patches: [String]
  /// The HTML of the others.
  let movedOut: [String]
  /// Where the form goes that moves them.
  let moving: String
  let nearest: [Neighbour]
  /// Members that fit badly, and patches elsewhere that would fit.
  let misfits: [Small]
  let strays: [Small]
  /// Why these are not known; nil if they are.
  let likenessNote: String?
  /// How its members are labelled; nil if none is.
  let labelled: String?
  /// The name that most of these labels give; nil if there is none, or the reader has given it.
  let proposal: String?
  /// Where the form of labels goes.
  let labelling: String
  /// Addresses of the clusters beside it, by number.
  let previous: String?
  let next: String?
  let terms = LesionTerms.all

  /// Clusters that look alike, at most.
  private static let nearestCount = 6
  /// Patches in a strip, at most.
  private static let stripCount = 24

  init(
    _ number: Int, of clustering: OpenClustering, _ opinions: ClusterOpinions,
    labels: [Int: [PatchLabel]], order: PatchOrder,
    _ viewing: Viewing
  ) {
    let address = clustering.address
    frame = Frame("Cluster \(number)", below: address.crumbs, viewing)
    card = ClusterCard(
      number, of: clustering, opinions, viewing)
    orders = PatchOrder.choices(order, viewing)
    let rows = clustering.rows(of: number, order: order.mosaicOrder)
    let all = clustering.summaries[number].regionCount
    shown =
      rows.count == all
      ? Counted.text(all, "patch", "patches") : "\(rows.count) of \(Counted.text(all, "patch", "patches"))"
    noTiles = clustering.file.tiles == nil ? ClustersPage.noTiles : nil
    func patch(_ row: Int) -> String {
      let said = labels[row] ?? []
      return clustering.patches.html(row, viewing, from: said) {
        Templates.html(
          Patch(row, of: clustering, said, viewing), template: address.isOnDisk ? "exported-member" : "member"
        )
      }
    }
    let drawn = clustering.mined.hasPictures ? rows : []
    patches = drawn.filter { !opinions.movedOut.contains($0) }.map(patch)
    self.movedOut = drawn.filter(opinions.movedOut.contains).map(patch)
    moving = "\(address.cluster(number))/members"
    previous = number > 0 ? address.cluster(number - 1) : nil
    next = number + 1 < clustering.summaries.count ? address.cluster(number + 1) : nil
    nearest = Self.nearest(number, of: clustering)
    let (likeness, assignment) = (clustering.likeness, clustering.assignment)
    likenessNote = likeness.note
    // What is given away shows neither.
    let isShown = !address.isOnDisk
    misfits = Self.strip(isShown ? likeness.misfits(of: number, in: assignment) : [], of: clustering) { _ in
      ""
    }
    strays = Self.strip(isShown ? likeness.strays(from: number, in: assignment) : [], of: clustering) { row in
      let own = assignment.clusterOfRow[row]
      return own < 0 ? ", in no cluster" : ", in cluster \(own)"
    }
    let proposed = NameProposal(
      of: clustering.assignment.members[number].filter { !opinions.movedOut.contains($0) }, labels: labels)
    labelled = proposed.text
    proposal = proposed.name == opinions.own.name ? nil : proposed.name
    labelling = "\(address.cluster(number))/labels"
  }

  /// Patches with the number of their neighbours that are in the cluster; none without tiles.
  private static func strip(
    _ fits: [Likeness.Fit], of clustering: OpenClustering, _ place: (_ row: Int) -> String
  ) -> [Small] {
    guard clustering.file.tiles != nil else { return [] }
    return fits.prefix(stripCount).map { fit in
      Small(
        url: clustering.address.patch(fit.row), source: clustering.address.tile(fit.row),
        caption: "\(fit.neighbourCount) of \(clustering.likeness.neighbourCount) here\(place(fit.row))")
    }
  }

  /// Those beside it in the order in which neighbours look alike.
  private static func nearest(_ number: Int, of clustering: OpenClustering) -> [Neighbour] {
    guard clustering.file.tiles != nil, let order = clustering.judgement?.similarityOrder,
      let place = order.firstIndex(of: number)
    else { return [] }
    let beside = order.indices.filter { $0 != place }.sorted { abs($0 - place) < abs($1 - place) }
    return beside.prefix(nearestCount).map { index in
      let other = order[index]
      return Neighbour(
        number: other, url: clustering.address.cluster(other),
        source: clustering.address.tile(clustering.assignment.exemplars[other]))
    }
  }
}

/// The order of the members of a cluster.
enum PatchOrder: String, Choosable {
  case similarity, response, patient

  var name: String {
    switch self {
    case .similarity: "most like the exemplar first"
    case .response: "highest attention first"
    case .patient: "one of each patient"
    }
  }

  var mosaicOrder: MosaicOrder {
    switch self {
    case .similarity: .similarity
    case .response: .response
    case .patient: .onePerPatient
    }
  }
}

extension ClusterPage.Patch {
  init(_ row: Int, of clustering: OpenClustering, _ labels: [PatchLabel], _ viewing: Viewing) {
    let name = clustering.names.ofRow(row, clustering.mined)
    let grade = clustering.mined.grade(ofRow: row)
    let type = viewing.isBlind ? "" : clustering.types?[row].map { ", \($0.text)" } ?? ""
    self.row = row
    self.labels = labels.map { "\($0.term) (\($0.author))" }.joined(separator: ", ")
    url = clustering.address.patch(row)
    source = clustering.file.tiles == nil ? nil : clustering.address.tile(row)
    let graded = viewing.isBlind ? "" : ", grade \(Words.grade(grade))"
    alt = "Patch \(clustering.address.number(ofRow: row)) of picture \(name)\(graded)\(type)"
    let isExemplar = clustering.assignment.exemplars[clustering.assignment.clusterOfRow[row]] == row
    caption = (isExemplar ? "★ " : "") + name + type
    self.grade = viewing.isBlind ? "" : grade.map { "grade-\($0)" } ?? "grade-unknown"
  }
}

/// A template looks up each field by its name, by reflection unless the type answers itself; pages have hundreds of patches.
extension ClusterPage.Patch: MustacheParent {
  func child(named name: String) -> Any? {
    switch name {
    case "url": url
    case "source": source
    case "alt": alt
    case "caption": caption
    case "row": row
    case "labels": labels
    case "grade": grade
    default: nil
    }
  }
}
