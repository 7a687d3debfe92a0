import Discovery
import Foundation
import Imaging
import Testing
import Workbench

@testable import Pipeline

@Suite struct SweepResultTests {
  private func row(
    _ member: Int, clusters: Int = 5, silhouette: Double? = 0.1, stability: Double? = 0.5,
    converged: Bool = true
  ) throws -> SweepRow {
    var measures = """
      {"clusterCount":\(clusters),"converged":\(converged),"iterations":9,"preference":\(-Double(member)),
      "unassignedCount":0,"largestClusterFraction":0.5,"singleRegionClusters":0,"onePatientClusters":1,
      "borderClusters":0
      """
    if let silhouette { measures += ",\"silhouette\":\(silhouette)" }
    if let stability { measures += ",\"stability\":\(stability)" }
    return SweepRow(
      member: member, values: ["v\(member)"], clustering: "id\(member)", state: .done, failure: nil,
      measures: try JSONDecoder().decode(SweepRow.Measures.self, from: Data((measures + "}").utf8)))
  }

  private func failed(_ member: Int) -> SweepRow {
    SweepRow(
      member: member, values: ["v\(member)"], clustering: "", state: .failed, failure: "It is, \"broken\".",
      measures: nil)
  }

  @Test func `the recommended member has the best mean rank, and the reason says so`() throws {
    let rows = try [
      row(1, silhouette: 0.9, stability: 0.1), row(2, silhouette: 0.8, stability: 0.8),
      row(3, silhouette: 0.1, stability: 0.7), failed(4),
      row(5, silhouette: 1, stability: 1, converged: false),
      row(6, clusters: 1, silhouette: nil, stability: 1), row(7, clusters: 80, silhouette: 1, stability: 1),
    ]
    let advice = SweepAdvice(rows, paths: ["cluster.damping"], rowCount: 100, minimumClusterCount: 2)
    #expect(advice.member == 2)
    #expect(
      advice.reason
        == "Member 2 (cluster.damping=v2, 5 clusters) is recommended: best mean rank by stability and silhouette of 3 "
        + "members (4 left out: failed, not converged, fewer than 2 clusters, or more than half of the rows): "
        + "stability 0.800, rank 1; silhouette 0.800, rank 2. Known lesions and grades were not used.")
  }

  @Test func `of equals the one with fewer clusters is taken, and none where none will do`() throws {
    let rows = try [row(1, clusters: 9), row(2, clusters: 4), row(3, clusters: 4)]
    #expect(SweepAdvice(rows, paths: ["a"], rowCount: 50, minimumClusterCount: 2).member == 2)
    #expect(SweepAdvice(rows, paths: ["a"], rowCount: 50, minimumClusterCount: 5).member == 1)
    let none = SweepAdvice([failed(1)], paths: ["a"], rowCount: 50, minimumClusterCount: 2)
    #expect(none.member == nil)
    #expect(none.reason.hasPrefix("No member can be recommended (1 left out"))
    let silhouettes = try [row(1, silhouette: 0.1, stability: nil), row(2, silhouette: 0.2, stability: nil)]
    let advice = SweepAdvice(silhouettes, paths: ["a"], rowCount: 50, minimumClusterCount: 2)
    #expect(advice.member == 2)
    #expect(advice.reason.contains("stability was not measured"))
  }

  @Test func `the table has a line for every member, the failed one with its reason`() throws {
    let table = SweepTable(
      paths: ["cluster.damping"], rows: [try row(1), failed(2)], recommended: 1, agreement: [1: 1])
    let read = try CSVTable(Data(table.csv.utf8), place: "sweep.csv")
    #expect(read.columns.prefix(4) == ["member", "cluster.damping", "clustering", "state"])
    #expect(read.rows.map { $0.cells[3] } == ["done", "failed"])
    let agreement = try read.index(of: "ari_with_recommended")
    #expect(read.rows.map { $0.cells[agreement] } == ["1.0", ""])
    #expect(read.rows[1].cells.last == "It is, \"broken\".")
    #expect(read.rows[0].cells[4] == "true")
    let lines = table.text.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[1].hasPrefix("*  1"))
    #expect(lines[2].hasSuffix("failed"))
  }

  @Test func `equal values share their mean rank`() {
    #expect(SweepAdvice.ranks([3, 5, 3, 1]) == [2.5, 1, 2.5, 4])
  }

  @Test func `the plot shows a dot for each member and a ring around the recommended one`() throws {
    let rows = try [row(1, clusters: 3, stability: 0.2), row(2, clusters: 9, stability: 0.9)]
    func drawn(_ rows: [SweepRow], recommended: Int?) throws -> Raster {
      try SweepPlot(title: "t", paths: ["cluster.preference"], rows: rows, recommended: recommended).figure
        .raster()
    }
    let plain = try drawn(rows, recommended: nil)
    let ringed = try drawn(rows, recommended: 2)
    #expect(plain.extent == ringed.extent)
    #expect(plain.samples != ringed.samples)
    #expect(try drawn(rows, recommended: 2).samples == ringed.samples)
    #expect(try drawn([failed(1)], recommended: nil).samples != plain.samples)
  }
}
