import Foundation

/// The cores that this process may run on: batch systems and `taskset` allow some, and Foundation counts all.
public enum AllowedCores {
  /// How many there are.
  public static var count: Int {
    let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    return status.flatMap { count(in: $0) } ?? ProcessInfo.processInfo.activeProcessorCount
  }

  /// How many a `/proc/<process>/status` lists, as "0-3,8"; nil where it does not say.
  static func count(in text: String) -> Int? {
    let name = "Cpus_allowed_list:"
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else { return nil }
    let ranges = line.dropFirst(name.count).trimmingCharacters(in: .whitespaces).split(separator: ",")
    let counts = ranges.compactMap { range -> Int? in
      let ends = range.split(separator: "-").compactMap { Int($0) }
      guard let first = ends.first, let last = ends.last, last >= first else { return nil }
      return last - first + 1
    }
    return counts.isEmpty ? nil : counts.reduce(0, +)
  }
}
