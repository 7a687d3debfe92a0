internal import CHDF5
import Foundation

/// The files in which a data set keeps its numbers, outside the HDF5 file.
struct RawFiles {
  private let dataset: HDF5Dataset
  private let parts: [(name: String, offset: Int, bytes: Int)]

  init(of dataset: HDF5Dataset, _ creation: HDF5Handle) {
    var parts: [(name: String, offset: Int, bytes: Int)] = []
    HDF5Library.withoutErrors {
      for index in 0..<max(0, H5Pget_external_count(creation.id)) {
        var name = [CChar](repeating: 0, count: 4096)
        var (offset, bytes) = (off_t(0), hsize_t(0))
        guard H5Pget_external(creation.id, UInt32(index), name.count - 1, &name, &offset, &bytes) >= 0 else {
          return
        }
        let text = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        parts.append((text, max(0, Int(offset)), Int(clamping: bytes)))
      }
    }
    self.dataset = dataset
    self.parts = parts
  }

  var isEmpty: Bool { parts.isEmpty }

  /// Where the library looks for the files: beside the HDF5 file, as `HDF5File.dataset` asks, unless the variable
  /// HDF5_EXTFILE_PREFIX names another folder. "." is the one that the program was started in.
  static func folder(of place: String, prefix: String?) -> URL {
    let beside = URL(fileURLWithPath: place).deletingLastPathComponent()
    guard let prefix, !prefix.isEmpty else { return beside }
    let origin = "${ORIGIN}"
    guard prefix.hasPrefix(origin) else { return URL(fileURLWithPath: prefix, isDirectory: true) }
    return URL(fileURLWithPath: beside.path + prefix.dropFirst(origin.count), isDirectory: true)
  }

  /// Throws if a file is gone, or ends before its last row: the library reads zeros after the end of such a file.
  func check(along axis: Int) throws(FeatureStoreError) {
    let folder = Self.folder(
      of: dataset.place, prefix: ProcessInfo.processInfo.environment["HDF5_EXTFILE_PREFIX"])
    let rowBytes = max(1, dataset.byteCount / dataset.shape[axis])
    var first = 0
    for part in parts where first < dataset.byteCount {
      let count = min(part.bytes, dataset.byteCount - first)
      let file = URL(fileURLWithPath: part.name, relativeTo: folder)
      // The attributes of a symbolic link are its own, not those of its target.
      let target = file.resolvingSymlinksInPath()
      guard let attributes = try? FileManager.default.attributesOfItem(atPath: target.path),
        let size = attributes[.size] as? Int
      else {
        throw FeatureStoreError(
          .malformed, at: dataset.place,
          "keeps the numbers of \(dataset.path) in another file, \(part.name), which does not exist",
          remedy: "Copy that file along, to \(file.path).")
      }
      if size - part.offset < count {
        let row = (first + max(0, size - part.offset)) / rowBytes
        let rows = RowList([row..<min(dataset.shape[axis], (first + count - 1) / rowBytes + 1)])
        throw FeatureStoreError(
          .malformed, at: dataset.place,
          "keeps the numbers of \(dataset.path) in another file, \(part.name), which ends before \(rows.text)",
          remedy: "Copy that file again, or finish the program that writes it.")
      }
      first += count
    }
  }
}
