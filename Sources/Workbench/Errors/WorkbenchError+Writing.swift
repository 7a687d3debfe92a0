import Foundation

extension WorkbenchError {
  /// What to do about a full disk.
  public static let freeSpace = "Free some space; the same command continues where it stopped."

  /// A file that could not be written; `number` is the system's `errno`.
  public init(writing place: String, errno number: Int32) {
    self.init(number, place, "cannot be written")
  }

  /// A folder that could not be created; `number` is the system's `errno`.
  init(creatingFolder place: String, errno number: Int32) {
    self.init(number, place, "the folder cannot be created")
  }

  // MARK: -

  private init(_ number: Int32, _ place: String, _ failure: String) {
    switch number {
    case ENOSPC:
      self.init(.incomplete, at: place, "\(failure): the disk is full", remedy: Self.freeSpace)
    case EDQUOT:
      self.init(.incomplete, at: place, "\(failure): the disk quota is used up", remedy: Self.freeSpace)
    case EIO, EFBIG:
      self.init(.incomplete, at: place, "\(failure): \(String(cString: strerror(number)))")
    default:
      self.init(.unwritable, at: place, "\(failure): \(String(cString: strerror(number)))")
    }
  }
}
