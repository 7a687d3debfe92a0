import Foundation
import TestSupport

/// Whether files are whole, by what their formats say of their own end.
enum WholeFiles {
  /// The files below a folder that are not whole. Hidden ones are nobody's result: a killed writer leaves them,
  /// and no reader looks at them.
  static func broken(in folder: URL) -> [String] {
    let all = FolderContents.names(in: folder)
    return all.filter { name in
      let isHidden = name.split(separator: "/").contains { $0.hasPrefix(".") }
      var isFolder: ObjCBool = false
      let path = folder.appendingPathComponent(name).path
      guard !isHidden, FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
        !isFolder.boolValue
      else { return false }
      return !isWhole(FileManager.default.contents(atPath: path) ?? Data(), name)
    }
  }

  /// Whether bytes are a whole file of the name's format; text and tables end with a line break.
  static func isWhole(_ data: Data, _ name: String) -> Bool {
    switch (name as NSString).pathExtension {
    case "png": return data.suffix(8) == Data([0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82])
    case "jpg", "jpeg": return data.suffix(2) == Data([0xff, 0xd9])
    case "json": return (try? JSONSerialization.jsonObject(with: data)) != nil
    case "h5": return data.count >= 48 && little(data, at: 40) == data.count  // superblock 0: end of file
    case "safetensors": return isWholeSafetensors(data)
    // The logs grow line by line; empty is whole.
    case "jsonl", "txt": return data.isEmpty || data.last == UInt8(ascii: "\n")
    case "csv", "yaml": return data.last == UInt8(ascii: "\n")
    default: return !data.isEmpty
    }
  }

  // MARK: -

  private static func little(_ data: Data, at offset: Int) -> Int {
    data.dropFirst(offset).prefix(8).enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
  }

  private static func isWholeSafetensors(_ data: Data) -> Bool {
    let length = little(data, at: 0)
    guard data.count >= 8 + length,
      let header = (try? JSONSerialization.jsonObject(with: data.dropFirst(8).prefix(length)))
        as? [String: Any]
    else { return false }
    let ends = header.values.compactMap { (($0 as? [String: Any])?["data_offsets"] as? [Int])?.last }
    return 8 + length + (ends.max() ?? 0) == data.count
  }
}
