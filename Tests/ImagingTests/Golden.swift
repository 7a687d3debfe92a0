import Foundation
import Testing
import TestSupport
import Workbench

@testable import Imaging

/// The folder that `Tests/Peers/imaging_golden.py` fills with Pillow's and OpenCV's results.
enum Golden {
  static let folder = SourceTree.test("ImagingTests/Golden")

  static func url(_ name: String) -> URL { folder.appendingPathComponent(name) }

  static func data(_ name: String) throws -> Data { try Data(contentsOf: url(name)) }

  static func raster(_ name: String, width: Int, height: Int, channelCount: Int) throws -> Raster {
    Raster(width: width, height: height, channelCount: channelCount, samples: Array(try data(name)))
  }

  /// The 45 x 31 picture that all of them start from.
  static func source() throws -> Raster {
    try raster("source.raw", width: 45, height: 31, channelCount: 3)
  }

  static func rows(_ name: String) throws -> [[String: String]] {
    let table = try CSVTable(contentsOf: url(name))
    return table.rows.map { Dictionary(uniqueKeysWithValues: zip(table.columns, $0.cells)) }
  }
}

extension Raster {
  /// The largest difference between two pictures' samples; nil where they differ in kind or in extent.
  func largestDifference(from other: Raster) -> Int? {
    guard extent == other.extent, channelCount == other.channelCount else { return nil }
    return zip(samples, other.samples).map { abs(Int($0) - Int($1)) }.max() ?? 0
  }

  /// How many samples differ, 0...1.
  func differingFraction(from other: Raster) -> Double {
    Double(zip(samples, other.samples).count { $0 != $1 }) / Double(max(1, samples.count))
  }
}

/// A picture of seeded noise.
func noise(width: Int, height: Int, channelCount: Int, seed: UInt64 = 1) -> Raster {
  var random = RandomStream(seed: seed, purpose: "noise")
  return Raster(
    width: width, height: height, channelCount: channelCount,
    samples: (0..<width * height * channelCount).map { _ in UInt8.random(in: 0...255, using: &random) })
}

/// The `ImagingError` that `body` throws; records an issue where it throws none or another.
func imagingError(_ body: () throws -> Void) -> ImagingError? {
  do {
    try body()
    Issue.record("nothing was thrown")
  } catch let error as ImagingError {
    return error
  } catch {
    Issue.record("another error was thrown: \(error)")
  }
  return nil
}
