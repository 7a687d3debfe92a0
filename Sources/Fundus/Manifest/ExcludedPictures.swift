import Foundation
import Workbench

/// The pictures that a file says to leave out (`data.exclude`), such as those that a data set's erratum withdraws.
///
/// The file has a picture's name in each line, or it is a CSV table with the column `image`. Blank lines and lines that
/// begin with `#` mean nothing. A name is the path of a picture from the root, or the name that tables give it, with or
/// without its ending and folders.
struct ExcludedPictures {
  private let place: String
  /// Every name with its line, in the order of the file.
  private let names: [(name: String, line: Int)]
  /// The places in `names` of those that are paths of files.
  private let indicesByPath: [String: [Int]]
  /// The places of the others: as they are written, and without ending and folders.
  private let indicesByID: [String: [Int]]
  private var used: Set<Int> = []

  /// Reads the file; `path` is relative to the root, or absolute.
  ///
  /// - Throws: `FundusError` `.missing` or `.malformed`.
  init(_ path: String, root: URL) throws(FundusError) {
    let url = PictureName.isAbsolute(path) ? URL(fileURLWithPath: path) : root.appendingPathComponent(path)
    let lines = try TextLines.read(
      url, ifMissing: "there is no such list of pictures",
      remedy: "Name the list as data.exclude=FILE, or leave it out: data.exclude= with nothing after it."
    ).filter { !$0.text.hasPrefix("#") }
    let header = lines.first?.text.split { ",;\t".contains($0) } ?? []
    if header.contains("image") {
      let table: CSVTable
      do { table = try CSVTable(contentsOf: url) } catch { throw FundusError(error) }
      let column = try ColumnFinder(table).index("image")
      names = table.rows.map { (PictureName.withSlashes($0.cells[column]), $0.line) }
    } else {
      names = lines.map { (PictureName.withSlashes($0.text), $0.number) }
    }
    place = url.path
    let (names, isPath) = (
      self.names, names.map { FileKind(of: root.appendingPathComponent($0.name)) == .file }
    )
    indicesByPath = Dictionary(grouping: names.indices.filter { isPath[$0] }) { names[$0].name }
    var byID: [String: [Int]] = [:]
    for index in names.indices where !isPath[index] {
      let name = names[index].name
      for id in Set([name, PictureIndex.stem(of: name)]) { byID[id, default: []].append(index) }
    }
    indicesByID = byID
  }

  /// Whether the list has a picture, by its path or its id; remembers which of its names were used.
  mutating func holds(id: String, path: String?) -> Bool {
    let found = (indicesByID[id] ?? []) + (path.flatMap { indicesByPath[$0] } ?? [])
    used.formUnion(found)
    return !found.isEmpty
  }

  /// Checks that every name was that of a picture, because a misspelt one would leave its picture in.
  ///
  /// - Throws: `FundusError` `.malformed` for the first that was not.
  func checkAllUsed() throws(FundusError) {
    guard let index = names.indices.first(where: { !used.contains($0) }) else { return }
    let name = names[index].name
    throw FundusError(
      .malformed, at: place, line: names[index].line,
      name.isEmpty ? "names no picture" : "leaves out \(name), which the data set lacks",
      remedy: "Correct the name or remove the line.")
  }
}
