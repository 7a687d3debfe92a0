/// The versions of the libraries that results depend on, with the kernels that they chose.
enum LibraryVersions {
  /// Versions by library.
  static var all: [String: String] {
    Dictionary(
      uniqueKeysWithValues: NumericalLibrary.all.map { library in
        (library.name, library.kernels.map { "\(library.version) \($0)" } ?? library.version)
      })
  }
}
