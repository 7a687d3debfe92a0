/// The absolute path of a data set in a file, however a user wrote it.
public enum DatasetPath {
  /// Where features are, if nothing else is said.
  public static let features = "/features"

  /// The path with one slash before each name: `20x/features` becomes `/20x/features`.
  static func absolute(_ text: String) -> String {
    "/" + text.split(separator: "/").joined(separator: "/")
  }
}
