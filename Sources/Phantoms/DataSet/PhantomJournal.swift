import Foundation
import Workbench

/// The records of an unfinished drawing: the seal on the first line, then one picture per line.
///
/// A picture is added after its file is complete. An incomplete line, which a killed process may leave, is dropped, and
/// its picture is drawn again.
final class PhantomJournal: Sendable {
  /// The name of the file, which is removed when the data set is complete.
  static let name = ".phantom-journal.jsonl"

  /// The records of an earlier process, by image.
  let records: [String: PhantomRecord]

  private let file: AppendFile

  /// Opens the journal of a folder, or begins one; missing folders are created.
  ///
  /// - Throws: `PhantomsError` with code `.occupied` if the folder's journal has another seal; `WorkbenchError` with
  ///   code `.unwritable`.
  init(in folder: URL, seal: PhantomSeal) throws {
    let url = folder.appendingPathComponent(Self.name)
    let head = Data(try CanonicalJSON.text(seal).utf8)
    var found: [String: PhantomRecord] = [:]
    var lines: [Data] = [head]
    if let old = FileManager.default.contents(atPath: url.path), old.contains(0x0a) {
      var pieces = old.split(separator: 0x0a, omittingEmptySubsequences: false)
      pieces.removeLast()
      guard let first = pieces.first, Data(first) == head else { throw PhantomSeal.occupied(folder) }
      for piece in pieces.dropFirst() {
        guard let record = try? CanonicalJSON.decode(PhantomRecord.self, from: Data(piece), place: url.path),
          FileManager.default.fileExists(atPath: folder.appendingPathComponent(record.path).path)
        else { continue }
        found[record.image] = record
        lines.append(Data(piece))
      }
    }
    records = found
    try AtomicFile.write(Data(lines.map { $0 + [0x0a] }.joined()), to: url)
    file = try AppendFile(url)
  }

  /// Adds the record of a picture whose file is complete.
  func append(_ record: PhantomRecord) throws {
    try file.append(try CanonicalJSON.line(record))
  }
}
