/// The version of the program, written into files and printed by `zoomin --version`.
public enum ProgramVersion {
  /// Semantic version.
  public static let current = "0.1.0"
}
