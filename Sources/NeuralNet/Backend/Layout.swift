internal import COneDNN

/// The layout of a tensor in memory, row-major or in blocks that oneDNN prefers, and its precision.
final class Layout {
  let handle: OpaquePointer
  /// The numbers of the tensor.
  let numbers: Precision

  /// Takes ownership of a handle.
  init(owning handle: OpaquePointer) {
    self.handle = handle
    numbers = odn_layout_type(handle) == ODN_BF16 ? .bf16 : .f32
  }

  deinit { odn_layout_free(handle) }

  /// The orders of a feature map's axes that can be requested by name.
  enum Order {
    /// Row-major NCHW.
    case plain
    /// NHWC.
    case channelsLast
    /// Blocks of 8 or 16 channels, the layouts of oneDNN's vector code.
    case blocks8, blocks16
  }

  /// The layout of a shape of one to five axes; orders other than row-major need four.
  static func of(
    _ shape: [Int], _ order: Order = .plain, _ numbers: Precision = .f32
  ) throws(NeuralNetError) -> Layout {
    var handle: OpaquePointer?
    let code =
      switch order {
      case .plain: ODN_ROW_MAJOR
      case .channelsLast: ODN_CHANNELS_LAST
      case .blocks8: ODN_BLOCKS_8
      case .blocks16: ODN_BLOCKS_16
      }
    try check(
      odn_layout_make(numbers.code, code, Int32(shape.count), shape.map(Int64.init), &handle),
      "layout \(shape)")
    return Layout(owning: try made(handle, "layout \(shape)"))
  }

  /// The part that begins at `offsets`; nil if the part would cut a block.
  func part(_ shape: [Int], at offsets: [Int]) -> Layout? {
    var handle: OpaquePointer?
    let status = odn_layout_part(
      self.handle, Int32(shape.count), shape.map(Int64.init), offsets.map(Int64.init), &handle)
    guard status == 0, let handle else { return nil }
    return Layout(owning: handle)
  }

  /// Bytes of the whole tensor, including the padding of blocks.
  var byteCount: Int { odn_layout_bytes(handle) }

  func matches(_ other: Layout) -> Bool { odn_layout_equal(handle, other.handle) != 0 }
}

extension Precision {
  var code: odn_type { self == .bf16 ? ODN_BF16 : ODN_F32 }
}

/// Throws an error with oneDNN's own message if the status is not success.
func check(_ status: Int32, _ subject: String) throws(NeuralNetError) {
  guard status == 0 else {
    throw NeuralNetError(.library, at: subject, "oneDNN says: \(String(cString: odn_status_text(status)))")
  }
}

func made(_ handle: OpaquePointer?, _ subject: String) throws(NeuralNetError) -> OpaquePointer {
  guard let handle else { throw NeuralNetError(.library, at: subject, "oneDNN returned no object") }
  return handle
}
