import Discovery
import Workbench

/// The clusters of a clustering, a card each.
struct ClustersPage: Page {
  /// Clusters whose exemplars look alike.
  struct Group {
    let title: String
    let facts: String
    /// Addresses of the tiles of the first exemplars.
    let tiles: [String]
    let cards: [String]
  }

  static let template = "clusters"
  let frame: Frame
  let title: String
  let facts: String
  let notes: [String]
  let orders: [Choice]
  let filters: [Choice]
  let shown: String
  /// The HTML of each cluster's card; empty where they are in groups.
  let cards: [String]
  /// Branches of the tree of exemplars; empty where none were asked for.
  let groups: [Group]
  let groupings: [Choice]
  let hasNone: Bool
  let terms = LesionTerms.all
  /// Other clusterings to compare with, and where the form goes.
  let siblings: [Choice]
  let comparison: String

  init(
    _ clustering: OpenClustering, _ opinions: [Int: ClusterOpinions], order: ClusterOrder,
    filter: ClusterFilter, grouping: ClusterGrouping = .none,
    siblings: [(address: ClusteringAddress, record: ClusteringRecord)], _ viewing: Viewing
  ) {
    let record = clustering.stored.record
    let address = clustering.address
    frame = Frame(
      address.isOnDisk ? "Clusters" : "Clustering \(address.clustering)", below: address.crumbsOfRun, viewing)
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
    func card(_ number: Int) -> String {
      let said = opinions[exemplars[number]] ?? ClusterOpinions([], viewing)
      return clustering.cards.html(number, viewing, from: said) {
        Templates.html(
          ClusterCard(number, of: clustering, said, viewing),
          template: address.isOnDisk ? "exported-card" : "card")
      }
    }
    hasNone = numbers.isEmpty
    groupings = ClusterGrouping.choices(grouping, viewing)
    guard let count = grouping.count, let judgement = clustering.judgement else {
      (cards, groups) = (numbers.map(card), [])
      return
    }
    cards = []
    let place = Dictionary(uniqueKeysWithValues: numbers.enumerated().map { ($1, $0) })
    groups = judgement.groups(count).enumerated().compactMap { index, all in
      let shown = all.filter { place[$0] != nil }.sorted { place[$0] ?? 0 < place[$1] ?? 0 }
      guard !shown.isEmpty else { return nil }
      let regionCount = all.reduce(0) { $0 + clustering.summaries[$1].regionCount }
      return Group(
        title: "Group \(index + 1)",
        facts: "\(Counted.text(all.count, "cluster")), \(Counted.text(regionCount, "region"))",
        tiles: clustering.file.tiles == nil
          ? [] : all.prefix(Self.groupTileCount).map { address.tile(exemplars[$0]) },
        cards: shown.map(card))
    }
  }

  /// Exemplars beside the title of a group, at most.
  private static let groupTileCount = 8

  /// Said where no mosaic was made.
  static let noTiles = "There are no tiles of these regions yet. Make them: zoomin mosaic CLUSTERING_DIR."
}
