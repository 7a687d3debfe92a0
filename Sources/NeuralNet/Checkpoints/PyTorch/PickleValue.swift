/// What a pickle of arrays may hold.
///
/// Tuples, lists, dictionaries and arrays are places in the lists of `Unpickler`. So values that contain themselves
/// need no special care, and freeing deeply nested ones needs no deep stack.
enum PickleValue {
  case none
  case bool(Bool)
  case int(Int)
  /// An integer of more than 64 bits: little-endian, in two's complement.
  case longInteger([UInt8])
  case float(Double)
  case text(String)
  case tuple(Int)
  case list(Int)
  case dictionary(Int)
  case array(Int)
  /// The numbers of arrays, by the key under which the file has them.
  case storage(String)
  case global(PickleGlobal)
}

/// The only classes and functions of Python that a pickle may name. Nothing of Python is run.
enum PickleGlobal: Hashable {
  /// `collections.OrderedDict`.
  case orderedDictionary
  /// `torch._utils._rebuild_tensor_v2`.
  case tensor
  /// `torch._utils._rebuild_parameter`.
  case parameter
  /// `torch.FloatStorage` and its like.
  case storage(ElementType)

  /// Nil for every other name.
  init?(module: String, name: String) {
    switch (module, name) {
    case ("collections", "OrderedDict"): self = .orderedDictionary
    case ("torch._utils", "_rebuild_tensor_v2"): self = .tensor
    case ("torch._utils", "_rebuild_parameter"): self = .parameter
    case ("torch", _):
      guard let type = ElementType(storage: name) else { return nil }
      self = .storage(type)
    default: return nil
    }
  }
}

/// The numbers that arrays share.
struct PickledStorage: Hashable {
  let type: ElementType
  /// The count of numbers.
  let count: Int

  /// The count of bytes; nil if it is no count of this machine.
  var byteCount: Int? {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: type.byteCount)
    return overflow ? nil : bytes
  }
}

/// An array as a view of a storage.
struct PickledArray {
  let storage: String
  /// The place of the first number in the storage.
  let offset: Int
  /// The extent of each axis.
  let shape: [Int]
  /// For each axis the distance of neighbours in the storage.
  let strides: [Int]
}
