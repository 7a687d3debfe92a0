internal import CHDF5
import Synchronization

/// An object of the library that is closed when it is released.
final class HDF5Handle: Sendable {
  private let value: Mutex<hid_t>
  private let closing: @Sendable (hid_t) -> herr_t

  init(_ id: hid_t, closedBy closing: @escaping @Sendable (hid_t) -> herr_t) {
    value = Mutex(id)
    self.closing = closing
  }

  deinit { close() }

  var id: hid_t { value.withLock { $0 } }

  @discardableResult
  func close() -> herr_t {
    let id = value.withLock { value in
      defer { value = -1 }
      return value
    }
    guard id >= 0 else { return 0 }
    var status: herr_t = 0
    HDF5Library.withoutErrors { status = closing(id) }
    return status
  }
}
