import Foundation

/// A run in the trash.
public struct RemovedRun: Hashable, Sendable {
  /// Its folder in the trash.
  public let run: RunDirectory
  /// When it was removed, as in the name of the folder: `2026-11-28T165048Z`.
  public let time: String

  /// The name of the experiment it belongs to.
  public var experiment: String { run.experimentName }
  /// The name of its folder.
  public var id: String { run.id }
  /// Its name in the folder of outputs.
  public var name: String { RunFinder.name(run) }
  /// Its name in the trash.
  public var fullName: String { "\(time)/\(name)" }

  /// The bytes of all its files.
  public var byteCount: Int {
    let path = run.url.path
    guard let names = FileManager.default.enumerator(atPath: path) else { return 0 }
    var sum = 0
    while let name = names.nextObject() as? String {
      var status = stat()
      if lstat("\(path)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG {
        sum += Int(status.st_size)
      }
    }
    return sum
  }
}
