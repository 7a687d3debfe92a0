/// Where photographs come from: `data.source`.
public enum PictureOrigin: String, Sendable, CaseIterable {
  /// Drawn by the program from the section `phantom:`.
  case phantom
  /// A folder laid out as EyePACS is.
  case eyepacs
  /// A table in CSV with one picture a row.
  case table
}
