internal import CHDF5
import Foundation
import Workbench

/// The only place that calls the HDF5 library, which must not be called from two threads at once.
///
/// `call` makes one call at a time, silences the library's own printing, and turns its error stack into the reason of
/// a `FeatureStoreError`.
enum HDF5Library {
  private static let lock = NSRecursiveLock()

  /// Makes one call whose negative result means failure.
  ///
  /// `failure` is the beginning of a clause that says what failed ("cannot read /features"). The library's most
  /// specific message is added to it.
  @discardableResult
  static func call<Status: SignedInteger>(
    _ code: FeatureStoreError.Code, at place: String, _ failure: @autoclosure () -> String,
    _ body: () -> Status
  ) throws(FeatureStoreError) -> Status {
    lock.lock()
    defer { lock.unlock() }
    prepare()
    let status = body()
    guard status < 0 else { return status }
    let reason = innermostMessage()
    H5Eclear2(chdf5_error_stack())
    if code == .unwritable, let error = reason.flatMap({ systemError($0, at: place) }) { throw error }
    throw FeatureStoreError(
      code, at: place, reason.map { "\(failure()): \($0)" } ?? failure(),
      remedy: code == .unreadable || code == .malformed ? "Fetch or make the file again." : nil)
  }

  /// Makes calls whose failures are ignored because nobody could act on them (closing a handle), one thread at a time.
  static func withoutErrors(_ body: () -> Void) {
    lock.lock()
    defer { lock.unlock() }
    prepare()
    body()
  }

  // MARK: -

  /// Silences the library's printing before every call. The library keeps this setting per thread, so once is not
  /// enough.
  private static func prepare() {
    _ = hasNoLocks
    _ = hasNoCleanUpAtExit
    H5Eset_auto2(chdf5_error_stack(), nil, nil)
  }

  /// Switches off locks for the files that the library opens by itself, the sources of virtual data sets; evaluated
  /// before the first call, when the library reads the variable.
  ///
  /// Files that are opened here have no locks. libhdf5 1.10.8 refuses to open a file a second time with locks, and then
  /// takes the values of a source that is open already to be missing: it gives zeros.
  private static let hasNoLocks = setenv("HDF5_USE_FILE_LOCKING", "FALSE", 1) == 0

  /// Switches off the library's clean-up at the end of the process; evaluated before the first call.
  ///
  /// Every file is closed by its owner. Only a file whose writing failed, on a full disk, stays open, and libhdf5
  /// 1.10.8 crashes on such a file in its clean-up.
  private static let hasNoCleanUpAtExit = H5dont_atexit() >= 0

  /// The system's error behind the library's message, most often a full disk.
  ///
  /// The library's own text ("file write failed: time = ..., errno = 28, ...") contains times and addresses.
  private static func systemError(_ message: String, at place: String) -> FeatureStoreError? {
    guard let range = message.range(of: "errno = "),
      let number = Int32(message[range.upperBound...].prefix { $0.isNumber }), number != 0
    else { return nil }
    let error = WorkbenchError(writing: place, errno: number)
    return FeatureStoreError(
      error.code == .incomplete ? .incomplete : .unwritable, at: place, error.reason, remedy: error.remedy)
  }

  private static func innermostMessage() -> String? {
    var message = ""
    withUnsafeMutablePointer(to: &message) { pointer in
      _ = H5Ewalk2(
        chdf5_error_stack(), H5E_WALK_UPWARD,
        { position, error, context in
          if position == 0, let text = error?.pointee.desc, let context {
            context.assumingMemoryBound(to: String.self).pointee = String(cString: text)
          }
          return 0
        }, pointer)
    }
    return message.isEmpty ? nil : message
  }
}
