/// Where photographs come from: `data.source`.
public enum PictureOrigin: String, Sendable, CaseIterable {
  /// Drawn by the program from the section `phantom:`.
  case phantom
  /// A folder with the layout of EyePACS.
  case eyepacs
  /// The folder `DR_grading` of DDR.
  case ddr
  /// A CSV table with one picture per row.
  case table
}
