import Foundation

/// The files of a folder and of those below it, to be compared with those of another.
public struct FolderContents: Equatable, Sendable {
  /// The bytes of every file, by its path in the folder.
  public let files: [String: Data]

  /// Reads a folder; one that does not exist holds nothing.
  ///
  /// - Parameter isWanted: which files to read, by their path in the folder.
  public init(_ folder: URL, where isWanted: (String) -> Bool = { _ in true }) throws {
    var files: [String: Data] = [:]
    for name in Self.names(in: folder) where isWanted(name) {
      let url = folder.appendingPathComponent(name)
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), !isFolder.boolValue
      else { continue }
      files[name] = try Data(contentsOf: url)
    }
    self.files = files
  }

  /// The bytes of one file.
  public subscript(name: String) -> Data? { files[name] }

  /// The names of files that are not the same in both, sorted.
  public func differences(from other: FolderContents) -> [String] {
    Set(files.keys).union(other.files.keys).filter { files[$0] != other.files[$0] }.sorted()
  }

  /// The paths in a folder of all files and folders below it, sorted.
  public static func names(in folder: URL) -> [String] {
    (FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []).sorted()
  }
}
