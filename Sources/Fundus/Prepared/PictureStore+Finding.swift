import Foundation
import Workbench

extension PictureStore {
  /// The stored zoom square of a picture with a given crop, the largest if several preparations cut the same square; nil
  /// if the store has none.
  ///
  /// - Parameters:
  ///   - sha256: the hash of the source, 64 hexadecimal digits.
  ///   - cropBox: the square in source pixels.
  public func square(sha256: String, cropBox: Box) -> URL? {
    guard sha256.utf8.count == 64, sha256.utf8.allSatisfy({ Self.hexadecimal.contains($0) }),
      FileKind(of: folder) == .folder
    else { return nil }
    // A folder that cannot be listed holds no picture that could be shown.
    let preparations = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
    let found = preparations.compactMap { name -> (url: URL, byteCount: Int)? in
      let stem = folder.appendingPathComponent("\(name)/\(sha256.prefix(2))/\(sha256)")
      guard let record = PictureRecord.load(stem.appendingPathExtension("json")),
        record.cropBox == cropBox.coordinates
      else { return nil }
      let file = ["jpg", "png"].map { stem.appendingPathExtension($0) }.first { FileKind(of: $0) == .file }
      return file.map { ($0, record.zoomByteCount) }
    }
    return found.max { $0.byteCount < $1.byteCount }?.url
  }

  private static let hexadecimal = Set("0123456789abcdef".utf8)
}
