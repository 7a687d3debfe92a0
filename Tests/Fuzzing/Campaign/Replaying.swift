import Foundation

/// One input read in this process.
public enum Replaying {
  /// What a reader makes of some bytes: "taken", "refused as KIND", or "defect: REASON".
  public static func outcome(of bytes: [UInt8], by name: ReaderName, scratch: URL) throws -> String {
    switch Judgement(of: try name.reader(scratch: scratch), on: bytes) {
    case .accepted: "taken"
    case .refused(let kind): "refused as \(kind)"
    case .defect(let reason): "defect: \(reason)"
    }
  }
}
