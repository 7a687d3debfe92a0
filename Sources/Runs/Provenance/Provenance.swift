import Foundation
import Workbench

/// The program, machine and libraries that made a run: `provenance.json`. Recorded, but never part of a key.
public struct Provenance: RunRecord {
  public static let remedy = "Delete the file; the next start of the run writes it again."

  /// The program's version.
  public var programVersion: String
  /// The command line as given.
  public var command: [String]
  /// When the run last started, ISO 8601.
  public var started: String
  /// The machine's name.
  public var host: String
  /// The operating system.
  public var system: String
  /// Cores this process may use.
  public var coreCount: Int
  /// The machine's memory in bytes.
  public var memoryBytes: UInt64
  /// The number of parts into which oneDNN splits its sums: `runtime.lanes`, resolved.
  public var laneCount: Int
  /// Threads that the program's own work may use: `runtime.threads`, resolved.
  public var threadCount: Int
  /// The precision in which the network computes: `runtime.precision`, resolved.
  public var precision: String
  /// Versions of the libraries and the kernels they chose, by name.
  public var libraries: [String: String]
  /// Other versions and kernels that earlier starts of the run used, by library; nil: none.
  public var earlierLibraries: [String: [String]]?
  /// Environment variables that choose kernels, if set.
  public var environmentPins: [String: String]

  /// Provenance of this process, now.
  public init(libraries: [String: String], laneCount: Int, threadCount: Int, precision: String) {
    let process = ProcessInfo.processInfo
    programVersion = ProgramVersion.current
    command = process.arguments
    started = Date.now.formatted(.iso8601)
    host = ThisHost.name
    system = process.operatingSystemVersionString
    coreCount = AllowedCores.count
    memoryBytes = process.physicalMemory
    self.laneCount = laneCount
    self.threadCount = threadCount
    self.precision = precision
    self.libraries = libraries
    environmentPins = EnvironmentPins.current
  }

  public static func place(in run: RunDirectory) -> URL { run.provenance }

  /// When the run last started, ISO 8601; nil if unknown. Reads only this field of the record.
  ///
  /// - Throws: `RunsError` with code `.unreadable` or `.malformed`.
  static func started(_ run: RunDirectory) throws(RunsError) -> String? {
    struct Start: Decodable { let started: String }
    let url = run.provenance
    guard let data = try RecordFile.bytes(of: url) else { return nil }
    return try RecordFile.decode(Start.self, from: data, at: url, remedy: remedy).started
  }

  /// Records the libraries of the run's earlier starts, if they differ from the current ones.
  public mutating func follow(_ earlier: Provenance) {
    var others = earlier.earlierLibraries ?? [:]
    for (name, version) in earlier.libraries where others[name]?.contains(version) != true {
      others[name, default: []].append(version)
    }
    for (name, version) in libraries { others[name]?.removeAll { $0 == version } }
    others = others.filter { !$0.value.isEmpty }
    earlierLibraries = others.isEmpty ? nil : others
  }

  /// A sentence for each library that has changed since the run's earlier starts, by name.
  public var libraryChanges: [String] {
    (earlierLibraries ?? [:]).sorted { $0.key < $1.key }.map { name, versions in
      "This run computed with \(name) \(versions.joined(separator: ", then ")) before, now with "
        + "\(libraries[name] ?? "none"): a stage done anew may differ in its last bits."
    }
  }
}
