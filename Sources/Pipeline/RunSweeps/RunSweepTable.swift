import Foundation
import Workbench

/// The table of the members of a sweep of runs, for programs and for people.
struct RunSweepTable {
  let paths: [String]
  let reports: [MemberReport]

  /// `sweep.csv`; cells of measures that a member does not have are empty.
  var csv: String {
    let figures = MemberFigures.names(of: reports.map(\.figures))
    var writer = CSVWriter(columns: ["member", "name"] + paths + ["state", "run"] + figures + ["reason"])
    for report in reports {
      writer.append(
        ["\(report.member)", report.name ?? ""] + report.values + [report.state.rawValue, report.run]
          + figures.map { name in report.figures[name].map { CSVWriter.number($0) } ?? "" }
          + [report.reason ?? ""])
    }
    return writer.text
  }

  /// The same in columns for a terminal, without the ends of intervals, and a line for each member that is not done.
  var text: String {
    let figures = MemberFigures.names(of: reports.map(\.figures)).filter {
      !$0.hasSuffix("_low") && !$0.hasSuffix("_high")
    }
    let isNamed = reports.contains { $0.name != nil }
    let header =
      ["member"] + (isNamed ? ["name"] : []) + paths.map { Self.short($0, among: paths) } + ["state"]
      + figures + ["run"]
    let rows = reports.map { report in
      ["\(report.member)"] + (isNamed ? [report.name ?? ""] : []) + report.values + [report.state.rawValue]
        + figures.map { name in report.figures[name].map { Self.number($0) } ?? "-" } + [report.run]
    }
    let reasons = reports.compactMap { report in
      report.reason.map { "member \(report.member) \(report.state.rawValue): \($0)" }
    }
    return ([TextColumns.text([header] + rows)] + (reasons.isEmpty ? [] : [""] + reasons)).joined(
      separator: "\n")
  }

  // MARK: -

  /// A key without its section, unless another swept key has the same name.
  private static func short(_ path: String, among paths: [String]) -> String {
    func name(_ path: String) -> Substring { path.drop { $0 != "." }.dropFirst() }
    return paths.count { name($0) == name(path) } > 1 ? path : String(name(path))
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e9 && abs(value) > 1
      ? "\(Int(value))" : String(format: "%.3f", value)
  }
}
