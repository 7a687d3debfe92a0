import Foundation
import Workbench

/// What a member of a sweep found. The member's run writes it when every stage is done, so it does not matter who
/// started the run, or whether the sweep's own process is still there.
public struct MemberResult: Codable, Hashable, Sendable {
  /// The folder of the run relative to the folder of all outputs, `<experiment>/<run id>`.
  public let run: String
  /// Measures by name, such as `kappa`.
  public let figures: [String: Double]

  /// A result.
  public init(run: String, figures: [String: Double]) { (self.run, self.figures) = (run, figures) }

  /// The result of a member; nil if it has none, or if its run is no longer there.
  ///
  /// - Throws: `RunsError` with code `.unreadable` or `.malformed`.
  public static func readIfPresent(
    of member: SweepMember, in sweep: SweepDirectory, outputs: OutputsDirectory
  ) throws(RunsError) -> MemberResult? {
    let url = sweep.result(of: member)
    guard let data = try RecordFile.bytes(of: url) else { return nil }
    let result = try RecordFile.decode(
      Self.self, from: data, at: url, remedy: "Delete the file; the same command makes it again.")
    return access(result.directory(in: outputs).identity.path, F_OK) == 0 ? result : nil
  }

  /// The run.
  public func directory(in outputs: OutputsDirectory) -> RunDirectory {
    RunDirectory(outputs.url.appending(path: run, directoryHint: .isDirectory))
  }

  /// Writes the result of the member with a number and a key, unless the sweep has no such member.
  ///
  /// - Returns: whether the sweep has it.
  /// - Throws: `RunsError` if the list of members is damaged; `WorkbenchError` with code `.unwritable` or `.incomplete`.
  @discardableResult
  public func write(to sweep: SweepDirectory, number: Int, key: String) throws -> Bool {
    let members = try SweepMemberList.readIfPresent(from: sweep)?.members ?? []
    guard let member = members.first(where: { $0.number == number && $0.key == key }) else { return false }
    try AtomicFile.write(CanonicalJSON.data(self), to: sweep.result(of: member))
    return true
  }
}
