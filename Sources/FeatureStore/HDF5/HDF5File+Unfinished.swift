import Foundation
import Workbench

extension HDF5File {
  /// What to say of a file that is marked as open for writing; nil if it is not.
  ///
  /// The library refuses such a file. Its message names a function of its own, and the file may be whole.
  ///
  /// Source: HDF5 File Format Specification 3.0, II.A, superblock of version 3: file consistency flags.
  static func unfinished(_ url: URL) -> FeatureStoreError? {
    // Another reason to fail is already known, so that a file that cannot be read here needs no sentence.
    guard let file = try? FileHandle(forReadingFrom: url) else { return nil }
    defer { try? file.close() }
    var offset = UInt64(0)
    while offset <= largestUserBlock {
      guard (try? file.seek(toOffset: offset)) != nil, let head = try? file.read(upToCount: 12),
        head.count == 12
      else { return nil }
      if head.starts(with: signature) {
        guard head[8] == 3, head[11] & writing != 0 else { return nil }
        return FeatureStoreError(
          .unreadable, at: url.path, "is still open for writing, or the program that wrote it was killed",
          remedy:
            "Wait until it is closed; if its writer no longer runs, `h5clear -s \(ShellWord.quoted(url.path))` "
            + "removes the mark.")
      }
      offset = offset == 0 ? 512 : offset * 2
    }
    return nil
  }

  /// What to say of a file of another format, such as a pointer of git-LFS; nil if it is none that is known.
  static func otherFormat(_ url: URL) -> FeatureStoreError? {
    guard let file = try? FileHandle(forReadingFrom: url) else { return nil }
    defer { try? file.close() }
    guard let head = try? file.read(upToCount: KnownFormat.headByteCount),
      let format = KnownFormat(head: head),
      format != .hdf5
    else { return nil }
    return FeatureStoreError(
      .unreadable, at: url.path, "is not an HDF5 file, but \(format.words)",
      remedy: format.remedy ?? "Write its numbers into an HDF5 file, as a table named /features.")
  }

  // MARK: -

  private static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
  /// Bit 0: opened for writing; bit 2: by a writer that allows readers (SWMR).
  private static let writing: UInt8 = 0b101
  /// The superblock begins at 0, 512, 1024, ...; no program puts more than this before it.
  private static let largestUserBlock = UInt64(1 << 20)
}
