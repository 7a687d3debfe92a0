import Discovery
import Workbench

/// The clusters of a clustering, a card each.
struct ClustersPage: Page {
  static let template = "clusters"
  let frame: Frame
  let title: String
  let facts: String
  let notes: [String]
  let orders: [Choice]
  let filters: [Choice]
  let shown: String
  /// The HTML of each cluster's card.
  let cards: [String]
  let terms = LesionTerms.all
  /// Other clusterings to compare with, and where the form goes.
  let siblings: [Choice]
  let comparison: String

  init(
    _ clustering: OpenClustering, _ opinions: [Int: ClusterOpinions], order: ClusterOrder,
    filter: ClusterFilter, siblings: [(address: ClusteringAddress, record: ClusteringRecord)],
    _ viewing: Viewing
  ) {
    let record = clustering.stored.record
    let address = clustering.address
    frame = Frame("Clustering \(address.clustering)", below: address.crumbsOfRun, viewing)
    title = Counted.text(record.clusterCount, "cluster") + (record.kind.map { " of \($0)" } ?? "")
    facts = [
      Counted.text(record.rowCount - record.leftOutCount, "region"),
      Counted.text(clustering.mined.images.count, "picture"),
      clustering.judgement.flatMap(\.silhouette).map { "silhouette \(Words.short($0))" },
      clustering.judgement?.stability.map { "stability \(Words.short($0.mean))" },
      viewing.isBlind
        ? nil : clustering.judgement?.knowledge?.purity.map { "purity \(Words.short($0.purity))" },
    ].compactMap { $0 }.joined(separator: " · ")
    notes =
      [
        record.converged ? nil : "The clustering did not converge.",
        clustering.judgement == nil ? "The clusters are not judged yet: zoomin judge CLUSTERING_DIR." : nil,
        clustering.file.tiles == nil ? Self.noTiles : nil,
      ].compactMap { $0 } + (clustering.judgement?.notes ?? [])
    self.siblings = siblings.map { other, record in
      let kind = record.kind.map { " of \($0)" } ?? ""
      return Choice(
        value: other.clustering,
        name: "\(other.clustering): \(Counted.text(record.clusterCount, "cluster"))\(kind)", isChosen: false)
    }
    comparison = "\(address.path)/compare"
    orders = ClusterOrder.choices(order, viewing)
    filters = ClusterFilter.choices(filter, viewing)
    let exemplars = clustering.assignment.exemplars
    let numbers = order.sorted(clustering, opinions).filter {
      filter.shows($0, clustering, opinions[exemplars[$0]])
    }
    let judgedCount = exemplars.count { opinions[$0]?.isJudged == true }
    shown = "\(Counted.text(numbers.count, "cluster")) shown, \(Counted.text(judgedCount)) judged"
    cards = numbers.map { number in
      let said = opinions[exemplars[number]] ?? ClusterOpinions([], viewing)
      return clustering.cards.html(number, viewing, from: said) {
        Templates.html(ClusterCard(number, of: clustering, said, viewing), template: "card")
      }
    }
  }

  /// Said where no mosaic was made.
  static let noTiles = "There are no tiles of these regions yet. Make them: zoomin mosaic CLUSTERING_DIR."
}
