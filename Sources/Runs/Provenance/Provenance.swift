import Foundation
import Workbench

/// Who made a run, with what: `provenance.json`. Recorded, never part of a key.
public struct Provenance: Codable, Sendable {
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
  /// Into how many parts oneDNN splits its sums: `runtime.lanes`, resolved.
  public var laneCount: Int
  /// Threads that the program's own work may use: `runtime.threads`, resolved.
  public var threadCount: Int
  /// What numbers the network computes with: `runtime.precision`, resolved.
  public var precision: String
  /// Versions of the libraries and the kernels they chose, by name.
  public var libraries: [String: String]
  /// Variables of the environment that choose kernels, where set.
  public var environmentPins: [String: String]

  /// Provenance of this process, now.
  public init(libraries: [String: String], laneCount: Int, threadCount: Int, precision: String) {
    let process = ProcessInfo.processInfo
    programVersion = ProgramVersion.current
    command = process.arguments
    started = Date.now.formatted(.iso8601)
    host = process.hostName
    system = process.operatingSystemVersionString
    coreCount = AllowedCores.count
    memoryBytes = process.physicalMemory
    self.laneCount = laneCount
    self.threadCount = threadCount
    self.precision = precision
    self.libraries = libraries
    environmentPins = EnvironmentPins.current
  }
}
