import Foundation

/// The cores that this process may run on. Batch systems and `taskset` may allow only some; Foundation counts all.
public enum AllowedCores {
  /// The number of those cores.
  public static var count: Int {
    let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    return status.flatMap { count(in: $0) } ?? ProcessInfo.processInfo.activeProcessorCount
  }

  /// The number of cores that a `/proc/<process>/status` lists, such as "0-3,8"; nil if it lists none.
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
