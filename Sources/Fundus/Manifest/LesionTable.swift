import Foundation
import Imaging
import Workbench

extension Manifest {
  /// The manifest with the lesions of a table `image,type,x0,y0,x1,y1` added: source pixels, the maximum
  /// exclusive. Other columns are ignored.
  ///
  /// Rows about pictures that were left out, as missing or because a file says so, are ignored too. Of every other picture with a box, the header
  /// is read: a box may reach over the edge of its picture, but its centre lies in it (`BoxFault`). A picture that
  /// cannot be read is left to its preparation, which reports it.
  ///
  /// - Throws: `FundusError`, one sentence with file and line, for an unknown picture or type, an invalid box or one
  ///   outside of its picture, or a missing column.
  public func adding(lesionTable url: URL) throws(FundusError) -> Manifest {
    let table: CSVTable
    do { table = try CSVTable(contentsOf: url) } catch { throw FundusError(error) }
    let finder = ColumnFinder(table)
    let imageColumn = try finder.index("image")
    let typeColumn = try finder.index("type")
    var boxColumns: [Int] = []
    for name in ["x0", "y0", "x1", "y1"] { boxColumns.append(try finder.index(name)) }

    let known = Dictionary(uniqueKeysWithValues: entries.map { ($0.id, $0) })
    let passed = passedIDs
    var extents: [String: Extent?] = [:]
    var added: [LesionBox] = []
    for row in table.rows {
      func fault(_ reason: String, _ remedy: String?) -> FundusError {
        FundusError(.malformed, at: table.place, line: row.line, reason, remedy: remedy)
      }
      let name = row.cells[imageColumn]
      guard let image = PictureName.id(of: name, isKnown: { known[$0] != nil }), let entry = known[image]
      else {
        if PictureName.id(of: name, isKnown: passed.contains) != nil { continue }
        throw fault(
          "marks the picture \(name), which the data set lacks", "Correct the name or remove the row.")
      }
      guard let type = LesionType(text: row.cells[typeColumn]) else {
        let terms = LesionType.allCases.map(\.rawValue).joined(separator: ", ")
        throw fault(
          "the type is \(row.cells[typeColumn]), not one of \(terms)",
          "Their usual names (hard_exudate, optic_disc, ...) are understood too.")
      }
      let numbers = boxColumns.compactMap { Float(row.cells[$0]) }.filter(\.isFinite)
      guard numbers.count == 4, numbers[0] < numbers[2], numbers[1] < numbers[3] else {
        let cells = boxColumns.map { row.cells[$0] }.joined(separator: ", ")
        throw fault(
          "\(cells) is not a box: four numbers with x0 < x1 and y0 < y1 are expected",
          "x1 and y1 are the right and lower edge, not width and height.")
      }
      let box = Box(minX: numbers[0], minY: numbers[1], maxX: numbers[2], maxY: numbers[3])
      let extent = extents[image] ?? (try? Raster.extent(of: self.url(of: entry)))
      extents[image] = .some(extent)
      if let misplaced = BoxFault(box, on: image, size: extent) {
        throw fault(misplaced.reason, misplaced.remedy)
      }
      added.append(LesionBox(image: image, type: type, box: box))
    }
    return with(lesions: lesions + added)
  }
}
