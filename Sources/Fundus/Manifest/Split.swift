/// Which part of a study a picture belongs to. All pictures of a patient belong to the same part.
public enum Split: String, Sendable, Hashable, CaseIterable, Codable {
  /// The network is trained on these.
  case train
  /// Settings are chosen on these.
  case validation
  /// Results are reported on these.
  case test
  /// A second test set of other cameras, pigments and quality, reported beside the first.
  case shifted

  /// Reads what tables write: `train`/`training`, `validation`/`val`/`valid`, `test`/`testing`, `shifted`,
  /// in any case.
  ///
  /// - Returns: nil if the text is none of these.
  public init?(text: String) {
    switch text.lowercased() {
    case "train", "training": self = .train
    case "validation", "val", "valid": self = .validation
    case "test", "testing": self = .test
    case "shifted": self = .shifted
    default: return nil
    }
  }
}
