import NeuralNet

/// The versions of the libraries whose numbers end up in results.
enum LibraryVersions {
  /// Versions by library.
  static var all: [String: String] { ["oneDNN": Backend.version] }
}
