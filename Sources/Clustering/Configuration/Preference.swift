import Foundation
import Workbench

/// How suitable each row is as an exemplar; the larger, the more clusters.
public enum Preference: Sendable, Hashable, CustomStringConvertible {
  /// The median similarity of two different rows.
  case median
  /// The median similarity of two different rows, times a factor above 0: with negative similarities, fewer clusters for a
  /// factor above 1.
  case medianTimes(Double)
  /// The median of the whole matrix, with the similarity of each row to itself, as in scikit-learn.
  case medianAll
  /// The smallest similarity of two different rows.
  case minimum
  /// A quantile of the similarities of different rows, 0 ... 1, linearly interpolated (R's type 7, numpy's default).
  case quantile(Double)
  /// A position in the preference range, from 0 (one cluster) to 1 (every row is its own cluster).
  case range(Double)
  /// A wanted number of clusters, found by bisection.
  case count(Int)
  /// The same number for every row.
  case value(Double)
  /// One number per row.
  case perRow([Double])
  /// One number per row, from a CSV file with the columns `row` and `preference`.
  case file(String)

  /// What stands for the preference in the id of a clustering: its spelling, or the content of its file or list.
  ///
  /// - Throws: `WorkbenchError` where the file cannot be read.
  public var content: String {
    get throws {
      switch self {
      case .file(let path): "file sha256 \(try ContentHash.hexadecimal(ofFile: URL(fileURLWithPath: path)))"
      case .perRow(let values):
        "rows sha256 \(values.withUnsafeBytes { ContentHash.hexadecimal(of: Data($0)) })"
      default: description
      }
    }
  }

  /// A regular expression that every text fits that `init(parsing:)` reads; numbers are not looked at closely.
  static let pattern =
    "^(median|median-all|minimum|(median|quantile|range):[-+.0-9eE]+|count:[+]?[0-9]+|file:.+|[-+]?[.0-9][-+.0-9eE]*)$"

  /// Reads `median | median:3 | median-all | minimum | quantile:0.1 | range:0.3 | count:40 | -12.5 | file:preferences.csv`.
  ///
  /// - Throws: `ClusteringError` with code `.preference`.
  public init(parsing text: String) throws(ClusteringError) {
    func refused(_ reason: String) -> ClusteringError {
      ClusteringError(
        .preference, "the preference \"\(text)\" \(reason)",
        remedy:
          "Write median, median:3, median-all, minimum, quantile:0.1, range:0.3, count:40, a number, or file:preferences.csv."
      )
    }
    func fraction(_ part: Substring) throws(ClusteringError) -> Double {
      guard let value = Double(part), (0...1).contains(value) else {
        throw refused("needs a number in 0 ... 1")
      }
      return value
    }
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    switch (parts.first, parts.count) {
    case ("median", 1): self = .median
    case ("median", 2):
      guard let factor = Double(parts[1]), factor > 0, factor <= 1_000 else {
        throw refused("needs a factor above 0, up to 1000")
      }
      self = .medianTimes(factor)
    case ("median-all", 1): self = .medianAll
    case ("minimum", 1): self = .minimum
    case ("quantile", 2): self = .quantile(try fraction(parts[1]))
    case ("range", 2): self = .range(try fraction(parts[1]))
    case ("count", 2):
      guard let count = Int(parts[1]), count >= 1 else { throw refused("needs a whole number from 1") }
      self = .count(count)
    case ("file", 2):
      guard !parts[1].isEmpty else { throw refused("has no file name") }
      self = .file(String(parts[1]))
    default:
      guard let value = Double(text), value.isFinite else { throw refused("is unknown") }
      self = .value(value)
    }
  }

  public var description: String {
    switch self {
    case .median: "median"
    case .medianTimes(let factor): "median:\(factor)"
    case .medianAll: "median-all"
    case .minimum: "minimum"
    case .quantile(let fraction): "quantile:\(fraction)"
    case .range(let fraction): "range:\(fraction)"
    case .count(let count): "count:\(count)"
    case .value(let value): "\(value)"
    case .perRow(let values): "\(values.count) numbers"
    case .file(let path): "file:\(path)"
    }
  }
}
