import Foundation
import Workbench

extension Manifest {
  /// The manifest with the lesions of a table `image,type,x0,y0,x1,y1` added: source pixels, the maximum
  /// exclusive. Other columns are ignored.
  ///
  /// Rows about pictures that were left out as missing are ignored too.
  ///
  /// - Throws: `FundusError`, one sentence with file and line, for an unknown picture or type, an invalid box or a
  ///   missing column.
  public func adding(lesionTable url: URL) throws(FundusError) -> Manifest {
    let table: CSVTable
    do { table = try CSVTable(contentsOf: url) } catch { throw FundusError(error) }
    let finder = ColumnFinder(table)
    let imageColumn = try finder.index("image")
    let typeColumn = try finder.index("type")
    var boxColumns: [Int] = []
    for name in ["x0", "y0", "x1", "y1"] { boxColumns.append(try finder.index(name)) }

    let known = Set(entries.map(\.id))
    let passed = Set(missing.map { PictureIndex.stem(of: $0.name) })
    var added: [LesionBox] = []
    for row in table.rows {
      let image = PictureIndex.stem(of: row.cells[imageColumn])
      guard known.contains(image) else {
        if passed.contains(image) { continue }
        throw FundusError(
          .malformed, at: table.place, line: row.line, "marks the picture \(image), which the data set lacks")
      }
      guard let type = LesionType(text: row.cells[typeColumn]) else {
        let terms = LesionType.allCases.map(\.rawValue).joined(separator: ", ")
        throw FundusError(
          .malformed, at: table.place, line: row.line,
          "the type is \(row.cells[typeColumn]), not one of \(terms)",
          remedy: "Their usual names (hard_exudate, optic_disc, ...) are understood too.")
      }
      let numbers = boxColumns.compactMap { Float(row.cells[$0]) }.filter(\.isFinite)
      guard numbers.count == 4, numbers[0] < numbers[2], numbers[1] < numbers[3] else {
        let cells = boxColumns.map { row.cells[$0] }.joined(separator: ", ")
        throw FundusError(
          .malformed, at: table.place, line: row.line,
          "\(cells) is not a box: four numbers with x0 < x1 and y0 < y1 are expected")
      }
      added.append(
        LesionBox(
          image: image, type: type,
          box: Box(minX: numbers[0], minY: numbers[1], maxX: numbers[2], maxY: numbers[3])))
    }
    return with(lesions: lesions + added)
  }
}
