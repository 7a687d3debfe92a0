import Foundation
import Workbench

extension Manifest {
  /// A SHA-256 over path, byte count and labels of every picture, in canonical order: computed without reading
  /// pictures. The root is not hashed, so the data may be moved.
  ///
  /// - Parameter includingTimes: also hashes when each picture was last written, so that the hash changes if a picture
  ///   may have changed.
  /// - Throws: `FundusError` `.missing` if a picture is not there.
  public func listingHash(includingTimes: Bool = false) throws(FundusError) -> String {
    var hash = ContentHash()
    hash.update("fundus listing 1")
    for entry in entries {
      hash.update(entry.id)
      hash.update(entry.path)
      do throws(FundusError) {
        let stamp = try FileStamp(of: url(of: entry))
        hash.update([Int64(stamp.byteCount)] + (includingTimes ? [stamp.modified] : []))
      } catch {
        // A folder or a broken link in a picture's place is skipped when pictures are prepared.
        guard error.code == .unreadable else { throw error }
        hash.update([-1])
      }
      hash.update(entry.patient)
      hash.update(entry.eye.rawValue)
      hash.update([Int64(entry.grade ?? -1)])
      hash.update(entry.assignedSplit?.rawValue ?? "")
    }
    return hash.hexadecimal()
  }
}

/// What the file system says about a file without opening it.
struct FileStamp: Hashable, Sendable {
  /// Its length.
  let byteCount: Int
  /// When it was last written, in nanoseconds.
  let modified: Int64

  /// A stamp from stored values.
  init(byteCount: Int, modified: Int64) {
    self.byteCount = byteCount
    self.modified = modified
  }

  /// The stamp of a file.
  ///
  /// - Throws: `FundusError` `.missing`; `.unreadable` for what is there and is no file, such as a folder.
  init(of url: URL) throws(FundusError) {
    var status = stat()
    guard stat(url.path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      if let fault = FileKind(of: url).fault {
        throw FundusError(.unreadable, at: url.path, fault.clause, remedy: fault.remedy)
      }
      throw FundusError(.missing, at: url.path, "there is no such picture")
    }
    byteCount = Int(status.st_size)
    modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
  }
}
