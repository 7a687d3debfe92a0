internal import CHDF5
import Foundation

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
    // The library keeps this setting per thread, so it cannot be made once.
    H5Eset_auto2(chdf5_error_stack(), nil, nil)
    let status = body()
    guard status < 0 else { return status }
    let reason = innermostMessage()
    H5Eclear2(chdf5_error_stack())
    throw FeatureStoreError(
      code, at: place, reason.map { "\(failure()): \($0)" } ?? failure(),
      remedy: code == .unreadable || code == .malformed ? "Fetch or make the file again." : nil)
  }

  /// Makes calls that cannot fail in a way anyone could act on (closing a handle), one thread at a time.
  static func quietly(_ body: () -> Void) {
    lock.lock()
    defer { lock.unlock() }
    H5Eset_auto2(chdf5_error_stack(), nil, nil)
    body()
  }

  // MARK: -

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
