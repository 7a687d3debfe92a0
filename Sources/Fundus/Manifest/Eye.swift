/// Which eye a photograph shows.
public enum Eye: String, Sendable, Hashable, CaseIterable, Codable {
  /// The patient's left eye (OS).
  case left
  /// The patient's right eye (OD).
  case right
  /// The data do not say.
  case unknown

  /// The other eye of the patient; nil for an unknown eye.
  public var fellow: Eye? {
    switch self {
    case .left: .right
    case .right: .left
    case .unknown: nil
    }
  }

  /// Reads what tables write: `left`, `L`, `OS`, `right`, `R`, `OD`, `unknown` or nothing, in any case.
  ///
  /// - Returns: nil if the text is none of these.
  public init?(text: String) {
    switch text.lowercased() {
    case "left", "l", "os": self = .left
    case "right", "r", "od": self = .right
    case "unknown", "": self = .unknown
    default: return nil
    }
  }
}
