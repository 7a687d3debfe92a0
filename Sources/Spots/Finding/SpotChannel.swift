/// A colour of the local contrast in which spots are sought.
public enum SpotChannel: String, Hashable, Sendable, CaseIterable {
  case red, green, blue

  /// The number of its plane.
  var plane: Int {
    switch self {
    case .red: 0
    case .green: 1
    case .blue: 2
    }
  }
}
