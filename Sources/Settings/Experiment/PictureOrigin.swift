/// Where photographs come from: `data.source`.
public enum PictureOrigin: String, Sendable, CaseIterable {
  /// Drawn by the program from the section `phantom:`.
  case phantom
  /// A folder with the layout of EyePACS.
  case eyepacs
  /// A CSV table with one picture per row.
  case table
}
