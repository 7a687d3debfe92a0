import Workbench

/// A sweep of clusterings: its table and plots that lead to the members.
struct SweepPage: Page {
  /// A member.
  struct Member {
    let url: String
    let number: String
    let cells: [String]
    let isRecommended: Bool
    let failure: String?
  }

  static let template = "sweep"
  let frame: Frame
  let title: String
  let columns: [String]
  let members: [Member]
  let plots: [Scatter]
  let recommendation: String
  let orders: [Choice]
  /// Said where there is no table yet.
  let note: String?

  /// Measures in the order of their columns; blind reading hides those that come from known lesions or grades.
  private static let measures = [
    ("clusters", "clusters", false), ("converged", "converged", false), ("silhouette", "silhouette", false),
    ("stability", "stability", false), ("one_patient_clusters", "of one patient", false),
    ("border_clusters", "at the border", false), ("enriched_clusters", "enriched", true),
    ("candidates", "candidates", true), ("purity", "purity", true),
    ("ami_with_type", "agreement with types", true),
    ("ari_with_recommended", "agreement with the recommended", false),
  ]

  /// What can be plotted over the number of clusters, and ordered by.
  private static let plotted = ["stability", "silhouette", "purity", "ami_with_type"]

  /// - Parameter order: the column to order by, the highest first; nil: as they were swept.
  init(_ address: RunAddress, _ content: SweepFolder.Content, order: String?, _ viewing: Viewing) {
    frame = Frame("Sweep \(address.run)", viewing)
    title = "Sweep \(address.run): \(Counted.text(content.members.count, "clustering"))"
    recommendation = content.recommendation
    guard let table = content.table else {
      (columns, plots, orders) = ([], [], [])
      note = "The table is not written yet; these members are done."
      members = content.members.map { name in
        Member(
          url: ClusteringAddress(name, of: address).path, number: name, cells: [], isRecommended: false,
          failure: nil)
      }
      return
    }
    note = nil
    let shown = Self.measures.filter { !viewing.isBlind || !$0.2 }
    let keyCount = table.optionalIndex(of: "clustering") ?? 1
    let keys = table.columns[1..<max(1, keyCount)]
    columns = keys.map { String($0.drop { $0 != "." }.dropFirst()) } + shown.map(\.1)
    func cell(_ row: CSVTable.Row, _ column: String) -> String {
      table.optionalIndex(of: column).map { row.cells[$0] } ?? ""
    }
    let plotted = Self.plotted.filter { name in shown.contains { $0.0 == name } }
    let rows = table.rows.sorted { one, other in
      guard let order, plotted.contains(order) || order == "clusters" else { return one.line < other.line }
      let values = [one, other].map { Double(cell($0, order)) ?? -.infinity }
      return values[0] == values[1] ? one.line < other.line : values[0] > values[1]
    }
    members = rows.map { row in
      let name = cell(row, "clustering")
      let measured = shown.map { cell(row, $0.0) }.map { text in
        text.contains(".") ? Double(text).map(Words.short) ?? text : text
      }
      return Member(
        url: ClusteringAddress(name, of: address).path, number: row.cells[0],
        cells: keys.map { cell(row, $0) } + measured, isRecommended: cell(row, "recommended") == "true",
        failure: cell(row, "failure").isEmpty ? nil : cell(row, "failure"))
    }
    plots = plotted.compactMap { column in
      let points = table.rows.compactMap { row -> Scatter.Point? in
        guard let x = Double(cell(row, "clusters")), let y = Double(cell(row, column)), x.isFinite, y.isFinite
        else {
          return nil
        }
        let values = keys.map { "\($0.drop { $0 != "." }.dropFirst()) \(cell(row, $0))" }.joined(
          separator: ", ")
        return Scatter.Point(
          x: x, y: y, name: "member \(row.cells[0]): \(values)",
          url: ClusteringAddress(cell(row, "clustering"), of: address).path,
          isMarked: cell(row, "recommended") == "true")
      }
      let name = Self.measures.first { $0.0 == column }?.1 ?? column
      return points.isEmpty ? nil : Scatter("\(name) over the number of clusters", points)
    }
    orders =
      [Choice(value: "", name: "as swept", isChosen: order == nil)]
      + (["clusters"] + plotted).map { column in
        Choice(
          value: column, name: (Self.measures.first { $0.0 == column }?.1 ?? column) + ", highest first",
          isChosen: order == column)
      }
  }
}
