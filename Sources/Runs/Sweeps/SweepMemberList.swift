import Foundation
import Workbench

/// The members of a sweep of runs: `members.json`. It only grows.
public struct SweepMemberList: Codable, Hashable, Sendable {
  /// The members by number.
  public private(set) var members: [SweepMember]

  /// A list of members.
  public init(_ members: [SweepMember] = []) { self.members = members }

  /// The number of the next member.
  public var nextNumber: Int { (members.map(\.number).max() ?? 0) + 1 }

  /// Adds members.
  public mutating func append(_ added: [SweepMember]) { members += added }

  /// The list of a sweep; nil if it has none yet.
  ///
  /// - Throws: `RunsError` with code `.unreadable` or `.malformed`.
  public static func readIfPresent(from sweep: SweepDirectory) throws(RunsError) -> SweepMemberList? {
    guard let data = try RecordFile.bytes(of: sweep.list) else { return nil }
    return try RecordFile.decode(Self.self, from: data, at: sweep.list, remedy: remedy)
  }

  /// Replaces the list of a sweep.
  ///
  /// - Throws: `WorkbenchError` with code `.unwritable` or `.incomplete`.
  public func write(to sweep: SweepDirectory) throws {
    try AtomicFile.write(CanonicalJSON.data(self), to: sweep.list)
  }

  private static let remedy =
    "Restore the file, or give the sweep another name; its runs stay where they are."
}
