import Foundation

/// What lies at a path, found without opening it: to open a named pipe is to wait for who writes into it.
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
