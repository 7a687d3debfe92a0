internal import COneDNN

/// How a tensor lies in memory: row-major, or in blocks that oneDNN prefers.
final class Layout {
  let handle: OpaquePointer

  /// Takes ownership of a handle.
  init(owning handle: OpaquePointer) { self.handle = handle }

  deinit { odn_layout_free(handle) }

  /// The row-major layout of a shape of one to four axes.
  static func plain(_ shape: [Int]) throws(NeuralNetError) -> Layout {
    var handle: OpaquePointer?
    try check(odn_layout_plain(Int32(shape.count), shape.map(Int64.init), &handle), "layout \(shape)")
    return Layout(owning: try made(handle, "layout \(shape)"))
  }

  /// The part that begins at `offsets`; nil where a block would be cut.
  func part(_ shape: [Int], at offsets: [Int]) -> Layout? {
    var handle: OpaquePointer?
    let status = odn_layout_part(
      self.handle, Int32(shape.count), shape.map(Int64.init), offsets.map(Int64.init), &handle)
    guard status == 0, let handle else { return nil }
    return Layout(owning: handle)
  }

  /// Bytes of the whole tensor, with the padding of blocks.
  var byteCount: Int { odn_layout_bytes(handle) }

  func matches(_ other: Layout) -> Bool { odn_layout_equal(handle, other.handle) != 0 }
}

/// Turns a status of oneDNN into an error with the library's own words.
func check(_ status: Int32, _ subject: String) throws(NeuralNetError) {
  guard status == 0 else {
    throw NeuralNetError(.library, at: subject, "oneDNN says: \(String(cString: odn_status_text(status)))")
  }
}

func made(_ handle: OpaquePointer?, _ subject: String) throws(NeuralNetError) -> OpaquePointer {
  guard let handle else { throw NeuralNetError(.library, at: subject, "oneDNN made nothing") }
  return handle
}
