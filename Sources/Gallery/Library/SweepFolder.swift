import Foundation
import Runs
import Workbench

/// The folder of a sweep of clusterings.
struct SweepFolder {
  /// What the sweep has so far.
  struct Content {
    /// `sweep.csv`; nil until the first pass over the members is complete.
    let table: CSVTable?
    /// The folders of the clusterings, by name.
    let members: [String]
    /// Why one member is recommended; empty if none is yet.
    let recommendation: String
  }

  /// The folder of the clusterings.
  let members: URL
  private let url: URL

  init(_ url: URL) {
    self.url = url
    members = url.appendingPathComponent("members")
  }

  /// - Throws: `GalleryError` if this is no sweep; `WorkbenchError` for a damaged table.
  func content() throws -> Content {
    guard let names = Self.folders(in: members) else { throw GalleryError.missing("sweep in this folder") }
    let table = url.appendingPathComponent("sweep.csv")
    let reason = url.appendingPathComponent("recommendation.txt")
    return Content(
      table: FileKind(of: table) == .file ? try CSVTable(contentsOf: table) : nil, members: names,
      recommendation: FileKind(of: reason) == .file ? try String(contentsOf: reason, encoding: .utf8) : "")
  }

  /// The names of the sweeps of clusterings in a folder, ascending; none if there is no such folder.
  static func names(in folder: URL) -> [String] {
    (folders(in: folder) ?? []).filter {
      FileKind(of: folder.appendingPathComponent("\($0)/members")) == .folder
        && !SweepDirectory(folder.appendingPathComponent($0)).isOfRuns
    }
  }

  private static func folders(in folder: URL) -> [String]? {
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?.filter { !$0.hasPrefix(".") }
      .sorted()
  }
}
