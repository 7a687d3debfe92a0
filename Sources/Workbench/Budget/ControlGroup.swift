import Foundation

/// The memory and processor time that a control group allows this process.
///
/// Containers and batch systems set these limits. The machine's own figures do not show them.
public struct ControlGroup: Hashable, Sendable {
  /// Bytes of memory; nil without a limit.
  public let memoryBytes: Int?
  /// Processor time, in cores; nil without a limit.
  public let coreQuota: Double?

  /// The limits of this process.
  public static let current = ControlGroup(
    membership: (try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8)) ?? "",
    root: URL(fileURLWithPath: "/sys/fs/cgroup"))

  /// Limits as given.
  init(memoryBytes: Int?, coreQuota: Double?) {
    (self.memoryBytes, self.coreQuota) = (memoryBytes, coreQuota)
  }

  /// The tightest limits of a group and of all groups around it, for control groups of version 2 and 1.
  ///
  /// - Parameters:
  ///   - membership: the text of `/proc/<process>/cgroup`.
  ///   - root: where the groups are mounted.
  public init(membership: String, root: URL) {
    var memory: [Int] = []
    var quotas: [Double] = []
    for line in membership.split(separator: "\n") {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 3 else { continue }
      let controllers = fields[1].split(separator: ",").map(String.init)
      if controllers.isEmpty {
        for folder in Self.folders(fields[2], below: root) {
          memory += Self.numbers(folder, "memory.max").prefix(1)
          let quota = Self.numbers(folder, "cpu.max")
          if quota.count == 2, quota[1] > 0 { quotas.append(Double(quota[0]) / Double(quota[1])) }
        }
      }
      if controllers.contains("memory") {
        for folder in Self.folders(fields[2], below: root.appendingPathComponent("memory")) {
          memory += Self.numbers(folder, "memory.limit_in_bytes")
        }
      }
      if controllers.contains("cpu") {
        for folder in Self.folders(fields[2], below: root.appendingPathComponent("cpu")) {
          if let quota = Self.numbers(folder, "cpu.cfs_quota_us").first, quota > 0,
            let period = Self.numbers(folder, "cpu.cfs_period_us").first, period > 0
          {
            quotas.append(Double(quota) / Double(period))
          }
        }
      }
    }
    // Version 1 writes a number close to the largest possible one when there is no limit.
    memoryBytes = memory.filter { $0 > 0 && $0 < 1 << 60 }.min()
    coreQuota = quotas.min()
  }

  // MARK: -

  /// The folders of a group and of all groups around it.
  private static func folders(_ path: String, below root: URL) -> [URL] {
    var folders = [root]
    for part in path.split(separator: "/") where part != ".." {
      folders.append(folders[folders.count - 1].appendingPathComponent(String(part)))
    }
    return folders
  }

  /// The whole numbers in a file of one line; none if there is no such file, or if it contains "max".
  private static func numbers(_ folder: URL, _ name: String) -> [Int] {
    let text = try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    let words = (text ?? "").split(whereSeparator: \.isWhitespace)
    return words.first == "max" ? [] : words.compactMap { Int($0) }
  }
}
