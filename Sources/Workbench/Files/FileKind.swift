import Foundation

/// What lies at a path, found without opening it. Opening a named pipe waits until another program writes into
/// it, so nothing is opened.
public enum FileKind: Hashable, Sendable {
  /// A file with bytes, or a symbolic link to one.
  case file
  /// A folder.
  case folder
  /// A named pipe.
  case pipe
  /// A device or a socket.
  case device
  /// A symbolic link that leads to nothing.
  case brokenLink
  /// Nothing.
  case absent
  /// It is not known what lies there, because its folder may not be read.
  case hidden

  /// The kind of what lies at a path. Symbolic links are followed.
  public init(of url: URL) {
    var status = stat()
    if stat(url.path, &status) == 0 {
      switch status.st_mode & S_IFMT {
      case S_IFREG: self = .file
      case S_IFDIR: self = .folder
      case S_IFIFO: self = .pipe
      default: self = .device
      }
      return
    }
    let reason = errno
    if lstat(url.path, &status) == 0 {
      self = [ENOENT, ENOTDIR, ELOOP].contains(reason) ? .brokenLink : .hidden
    } else {
      self = [ENOENT, ENOTDIR].contains(errno) ? .absent : .hidden
    }
  }

  /// Throws unless there is a file at a path.
  ///
  /// - Parameter remedy: what to do if nothing is there.
  /// - Throws: `WorkbenchError` with code `.missing`, or `.unreadable` for anything else than a file.
  public static func requireFile(_ url: URL, remedy: String? = nil) throws(WorkbenchError) {
    let kind = FileKind(of: url)
    if let fault = kind.fault {
      throw WorkbenchError(.unreadable, at: url.path, fault.clause, remedy: fault.remedy)
    }
    guard kind == .file else {
      throw WorkbenchError(.missing, at: url.path, "does not exist", remedy: remedy)
    }
  }

  /// Why something that is there is no file to read, as a clause, and what to do; nil for a file and for nothing.
  public var fault: (clause: String, remedy: String)? {
    switch self {
    case .file, .absent: nil
    case .folder: ("is a folder, not a file", "Put the file in its place.")
    case .pipe: ("is a named pipe, not a file", "Put the file in its place.")
    case .device: ("is a device or a socket, not a file", "Put the file in its place.")
    case .brokenLink:
      (
        "is a symbolic link to a file that is not there",
        "Restore that file, or put a copy in the link's place."
      )
    case .hidden: ("cannot be reached", "Check that its folder may be read.")
    }
  }
}
