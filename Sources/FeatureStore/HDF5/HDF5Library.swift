internal import CHDF5
import Foundation
import Workbench

/// The one owner of the HDF5 library, which is not safe to call from two threads.
///
/// Every call passes through `call`: one at a time, with the library's own printing silenced, and with its
/// error stack turned into the reason of a `FeatureStoreError`.
enum HDF5Library {
  private static let lock = NSRecursiveLock()

  /// Makes one call whose negative result means failure.
  ///
  /// `failure` says what failed as the beginning of a clause ("cannot read /features"); the library's most
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

  /// Makes calls that cannot fail in a way anyone could act on (closing a handle), one thread at a time.
  static func quietly(_ body: () -> Void) {
    lock.lock()
    defer { lock.unlock() }
    prepare()
    body()
  }

  // MARK: -

  /// Before every call: silence, which the library keeps per thread, so that it cannot be made once.
  private static func prepare() {
    _ = leavesQuietly
    H5Eset_auto2(chdf5_error_stack(), nil, nil)
  }

  /// Said before the library's first call: no clean-up at the end of the process.
  ///
  /// Every file is closed by its owner. What remains open is a file whose writing failed, on a full disk, and
  /// libhdf5 1.10.8 crashes there when the process ends.
  private static let leavesQuietly = H5dont_atexit() >= 0

  /// What the system refused, where that lies behind the library's message: a full disk most of all.
  ///
  /// The library's own text ("file write failed: time = ..., errno = 28, ...") holds clocks and addresses.
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
