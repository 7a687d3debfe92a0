import Foundation
import Workbench

/// The identity of a run: a hash of the settings that affect training and of the data, without times and hosts. Stored
/// in `identity.json`.
public struct RunIdentity: RunRecord, Hashable {
  public static let remedy = "Delete the file; the next start of the run writes it again."

  /// The hash without `runtime.lanes` and `runtime.precision`.
  public let base: String
  /// `runtime.lanes`, resolved to a number.
  public let laneCount: Int
  /// `runtime.precision`, resolved: a word such as `f32` or `bf16`.
  public let precision: String

  /// The identity of a run.
  public init(base: String, laneCount: Int, precision: String) {
    self.base = base
    self.laneCount = laneCount
    self.precision = precision
  }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    base = try fields.decode(String.self, forKey: .base)
    laneCount = try fields.decode(Int.self, forKey: .laneCount)
    // Records of runs made before bf16 existed have no precision.
    precision = try fields.decodeIfPresent(String.self, forKey: .precision) ?? Self.firstPrecision
  }

  /// The name of the run's folder.
  public var id: String {
    StageKey.short(ContentHash.hexadecimal(of: ([base] + facts).joined(separator: " ")))
  }

  /// The values that the machine or an existing run decided. They are part of the key of every stage that trains.
  ///
  /// f32 is omitted, so that ids of runs made before bf16 existed stay valid.
  public var facts: [String] {
    ["lanes \(laneCount)"] + (precision == Self.firstPrecision ? [] : ["precision \(precision)"])
  }

  public static func place(in run: RunDirectory) -> URL { run.identity }

  /// The identities of the runs in an experiment's folder, by the names of their folders, and the errors of those that
  /// cannot be read.
  public static func all(inExperiment folder: URL) -> (identities: [RunIdentity], faults: [RunsError]) {
    var (identities, faults): ([RunIdentity], [RunsError]) = ([], [])
    func collect(_ body: () throws(RunsError) -> Void) {
      do throws(RunsError) { try body() } catch { faults.append(error) }
    }
    collect { () throws(RunsError) in
      for name in try FolderNames.visible(in: folder.path) ?? [] {
        let run = RunDirectory(folder.appendingPathComponent(name))
        collect { () throws(RunsError) in
          if let identity = try readIfPresent(from: run) { identities.append(identity) }
        }
      }
    }
    return (identities, faults)
  }

  // MARK: -

  /// The only precision that the first runs had.
  private static let firstPrecision = "f32"
}
