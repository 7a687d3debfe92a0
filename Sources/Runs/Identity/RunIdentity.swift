import Foundation
import Workbench

/// Which run an experiment is: the keys that affect training and the data, without the clock or the host:
/// `identity.json`.
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
    // Runs made before there was a choice have no precision in their record.
    precision = try fields.decodeIfPresent(String.self, forKey: .precision) ?? Self.firstPrecision
  }

  /// The name of the run's folder.
  public var id: String {
    StageKey.short(ContentHash.hexadecimal(of: ([base] + facts).joined(separator: " ")))
  }

  /// What the machine, or an existing run, decided: part of the key of every stage that trains.
  ///
  /// f32 is omitted, so that ids of runs made before bf16 existed stay valid.
  public var facts: [String] {
    ["lanes \(laneCount)"] + (precision == Self.firstPrecision ? [] : ["precision \(precision)"])
  }

  public static func place(in run: RunDirectory) -> URL { run.identity }

  /// The identities of the runs in an experiment's folder, by the names of their folders, and what is wrong with those
  /// that cannot be read.
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
