import Foundation
import Runs
import Settings
import Workbench

/// Finds the feature file that a sweep names.
struct SweepFeatures {
  let source: Sweep.Source?
  let place: String

  init(_ source: Sweep.Source?, place: String) {
    self.source = source
    self.place = place
  }

  /// The feature file, or the one that a run mined. In a folder of runs, exactly one run must have features.
  ///
  /// - Throws: `SettingsError` if no file or several match; `RunsError` if there is no such run.
  func file() throws -> URL {
    switch source {
    case .features(let path): return URL(fileURLWithPath: path)
    case .run(let path):
      let folder = URL(fileURLWithPath: path, isDirectory: true)
      return try mined(in: FileKind(of: folder) == .absent ? NamedRun.folder(path) : folder)
    case .experiment, nil:
      throw SettingsError(
        .conflict(
          "names no features", remedy: "Add features: FILE.h5 or run: FOLDER, or give --features or --run."),
        at: place)
    }
  }

  private func mined(in folder: URL) throws -> URL {
    var found = try Self.features(of: folder)
    if found.isEmpty { found = try Self.folders(in: folder).flatMap(Self.features) }
    guard let file = found.first else {
      throw PipelineError(
        .noResult, at: folder.path, "holds no mined features",
        remedy: "Run the experiment first, or name another run.")
    }
    guard found.count == 1 else {
      throw SettingsError(
        .conflict(
          "holds \(found.count) feature files, the first \(file.path)",
          remedy: "Name one with features: or --features."),
        at: folder.path)
    }
    return file
  }

  /// The feature files of a run.
  private static func features(of run: URL) throws(RunsError) -> [URL] {
    try RunDirectory(run).allMinings().flatMap { [$0.features, $0.spots] }
      .filter { FileManager.default.fileExists(atPath: $0.path) }
  }

  /// The folders in a folder; none if it cannot be read.
  private static func folders(in folder: URL) -> [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted().map { folder.appendingPathComponent($0) }
  }
}
