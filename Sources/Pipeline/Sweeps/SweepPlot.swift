import Foundation
import Reports
import Settings
import Workbench

/// A plot of cluster count and stability against the preference. Each way of comparing features has its own column of
/// panels, because its preferences have another scale. Each combination of the other keys is a line.
struct SweepPlot {
  /// One member on the page.
  struct Place {
    let preference: Double
    let clusterCount: Int
    let stability: Double?
    let isRecommended: Bool
    let converged: Bool
  }

  /// The members of one line, by preference.
  struct Series {
    let name: String
    let places: [Place]
  }

  /// The lines that share an axis of preferences.
  struct Column {
    let name: String
    let series: [Series]
  }

  let title: String
  let columns: [Column]
  private let seriesNames: [String]
  private let failedCount: Int

  /// Keys whose values change the scale of the preferences.
  private static let scaleKeys = ["cluster.similarity", "cluster.features"]

  /// The plot of a sweep's members; those that failed are counted.
  init(title: String, paths: [String], rows: [SweepRow], recommended: Int?) {
    self.title = title
    let done = rows.filter { $0.measures != nil }
    failedCount = rows.count - done.count
    func name(_ row: SweepRow, _ belongs: (String) -> Bool) -> String {
      zip(paths, row.values).filter { belongs($0.0) }.map {
        "\($0.drop { $0 != "." }.dropFirst()) \($1)"
      }.joined(separator: ", ")
    }
    func isScale(_ path: String) -> Bool { Self.scaleKeys.contains(path) }
    func isLine(_ path: String) -> Bool { !isScale(path) && path != "cluster.preference" }
    var columns: [Column] = []
    for scale in Self.inOrder(done.map { name($0, isScale) }) {
      let here = done.filter { name($0, isScale) == scale }
      let series = Self.inOrder(here.map { name($0, isLine) }).map { line in
        Series(
          name: line,
          places: here.filter { name($0, isLine) == line }.compactMap { row in
            row.measures.map {
              Place(
                preference: $0.preference, clusterCount: $0.clusterCount, stability: $0.stability,
                isRecommended: row.member == recommended, converged: $0.converged)
            }
          }.sorted { $0.preference < $1.preference })
      }
      columns.append(Column(name: scale, series: series))
    }
    self.columns = columns
    seriesNames = Self.inOrder(columns.flatMap { $0.series.map(\.name) })
  }

  /// The figure: above the number of clusters, below the stability.
  var figure: Figure {
    let shown = columns.isEmpty ? [Column(name: "", series: [])] : columns
    return Figure(
      title: title,
      notes: [
        "Ring: recommended. Hollow: not converged."
          + (failedCount > 0 ? " \(Counted.text(failedCount, "failed member")) not shown." : "")
      ],
      rows: [
        shown.map { column in
          let counts = column.series.flatMap { $0.places.map { Double($0.clusterCount) } }
          return panel(column, column.name, up: PlotAxis(counts, ticks: 5), "clusters") {
            Double($0.clusterCount)
          }
        },
        shown.map { column in
          panel(column, "", up: PlotAxis(from: 0, to: 1, ticks: 5), "stability") { $0.stability }
        },
      ],
      legend: seriesNames.count > 1 ? seriesNames.map { LegendEntry($0, style(of: $0)) } : [])
  }

  // MARK: -

  private func style(of series: String) -> LineStyle {
    PlotStyle.line(seriesNames.firstIndex(of: series) ?? 0, width: 1.5)
  }

  private static func inOrder(_ names: [String]) -> [String] {
    var seen = Set<String>()
    return names.filter { seen.insert($0).inserted }
  }

  private func panel(
    _ column: Column, _ title: String, up: PlotAxis, _ name: String, _ value: (Place) -> Double?
  ) -> Panel {
    var marks: [PlotMark] = []
    for series in column.series {
      let style = style(of: series.name)
      func known(_ condition: (Place) -> Bool) -> [PlotPlace] {
        series.places.filter(condition).compactMap { place in
          value(place).map { PlotPlace(place.preference, $0) }
        }
      }
      marks.append(.line(known { _ in true }, style))
      marks.append(.dots(known(\.converged), .filled, style.colour))
      marks.append(.dots(known { !$0.converged }, .hollow, style.colour))
      marks.append(.dots(known(\.isRecommended), .ring, PlotStyle.ink))
    }
    let preferences = column.series.flatMap(\.places).map(\.preference)
    var panel = Panel(
      title: title, across: PlotAxis(preferences, ticks: 4), "preference", up: up, name, marks: marks)
    (panel.width, panel.inset) = (430, 12)
    return panel
  }
}
