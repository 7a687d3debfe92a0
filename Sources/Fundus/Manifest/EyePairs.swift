import Workbench

/// Which pictures show the two eyes of one patient: a table with the columns `left` and `right`, such as Messidor-2's.
///
/// The patient's name is that of the left eye's picture, or of the right one where the left has none.
struct EyePairs {
  private var eyes: [String: (patient: String, eye: Eye, line: Int)] = [:]
  private let place: String

  /// Reads the table.
  ///
  /// - Throws: `FundusError` `.malformed` for a missing column or a picture in two pairs.
  init(_ table: CSVTable) throws(FundusError) {
    place = table.place
    let finder = ColumnFinder(table)
    let left = try finder.index("left")
    let right = try finder.index("right")
    for row in table.rows {
      let names = [left, right].map { PictureIndex.stem(of: PictureName.withSlashes(row.cells[$0])) }
      guard let patient = names.first(where: { !$0.isEmpty }) else { continue }
      for (name, eye) in zip(names, [Eye.left, .right]) where !name.isEmpty {
        if let earlier = eyes.updateValue((patient, eye, row.line), forKey: name) {
          throw FundusError(
            .malformed, at: table.place, line: row.line,
            "lists \(name) again, which line \(earlier.line) lists already", remedy: "Remove one of the two.")
        }
      }
    }
  }

  /// The patient and the eye of a picture; its own patient and an unknown eye if no pair has it.
  func place(of id: String) -> (patient: String, eye: Eye) {
    eyes[id].map { ($0.patient, $0.eye) } ?? (id, .unknown)
  }

  /// Checks that the table is about these pictures.
  ///
  /// - Throws: `FundusError` `.malformed` if it has none of them.
  func check(isAbout ids: some Sequence<String>) throws(FundusError) {
    guard ids.contains(where: { eyes[$0] != nil }) else {
      throw FundusError(
        .malformed, at: place, "pairs none of the pictures of the data set",
        remedy: "Name the table of this data set's pairs as data.pairs.")
    }
  }
}
