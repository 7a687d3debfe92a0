import Yams

/// Where the keys of an experiment were set, so that a contradiction between keys can be shown where it was written.
struct SettingOrigins: Sendable {
  /// The place of one key.
  struct Origin: Sendable {
    /// The file, or the command line.
    let place: String
    /// Where in the file; nil for an override.
    let mark: Mark?
  }

  private var origins: [String: Origin] = [:]

  /// The last place where a key was set; nil if it has its default.
  subscript(path: String) -> Origin? {
    get { origins[path] }
    set { origins[path] = newValue }
  }

  /// An error about keys, at the first of them that was set; at `place` if all have their defaults.
  func error(_ code: SettingsError.Code, about paths: [String], otherwise place: String) -> SettingsError {
    let origin = paths.lazy.compactMap { origins[$0] }.first
    return SettingsError(code, at: origin?.place ?? place, mark: origin?.mark)
  }
}
