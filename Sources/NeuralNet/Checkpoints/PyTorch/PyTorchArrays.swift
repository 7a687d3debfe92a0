import Foundation

/// Collects the arrays of a file of PyTorch from its nested dictionaries.
struct PyTorchArrays {
  /// The arrays by name, as f32.
  private(set) var content = Safetensors.Content(tensors: [:], metadata: [:])

  private let pickled: PyTorchFile.Pickled
  private let file: Data
  private var entryCount = 0
  private var numberCount = 0

  init(_ pickled: PyTorchFile.Pickled, in file: Data) throws(PyTorchFault) {
    (self.pickled, self.file) = (pickled, file)
    guard case .dictionary(let place) = pickled.root else {
      throw .unsupported("holds no dictionary of arrays, such as a state_dict")
    }
    try collect(place, prefix: "", depth: 1)
  }

  // MARK: -

  /// Dictionaries within each other. Checkpoints have four: optimizer, state, parameter, array.
  private static let greatestDepth = 16
  /// Entries of all dictionaries, counted each time one is reached: dictionaries may share others.
  private static let greatestEntryCount = 1_000_000
  /// Bytes of a name with those of its dictionaries.
  private static let longestName = 1024

  private mutating func collect(_ place: Int, prefix: String, depth: Int) throws(PyTorchFault) {
    guard depth <= Self.greatestDepth else {
      throw .unsupported("has dictionaries more than \(Self.greatestDepth) deep, perhaps within themselves")
    }
    for (key, value) in pickled.values.dictionaries[place] {
      entryCount += 1
      guard entryCount <= Self.greatestEntryCount else {
        throw .unsupported("has more than a million entries in its dictionaries")
      }
      let word: String
      switch key {
      case .text(let text): word = text
      case .int(let index): word = String(index)
      default: continue
      }
      switch value {
      case .array, .dictionary: break
      default: continue
      }
      guard prefix.utf8.count + word.utf8.count <= Self.longestName else {
        throw .unsupported("has a name of more than \(Self.longestName) bytes")
      }
      let name = prefix + word
      if case .dictionary(let inner) = value {
        try collect(inner, prefix: "\(name).", depth: depth + 1)
      } else if case .array(let index) = value {
        try add(pickled.values.arrays[index], named: name)
      }
    }
  }

  private mutating func add(_ array: PickledArray, named name: String) throws(PyTorchFault) {
    guard content.tensors[name] == nil, content.unread[name] == nil else {
      throw .malformed("holds \(name) twice")
    }
    guard let storage = pickled.values.storages[array.storage], let range = pickled.ranges[array.storage]
    else {
      throw .malformed("lacks the storage of \(name)")
    }
    let fault = PyTorchFault.malformed("gives \(name) a shape or place outside of its storage")
    guard array.shape.count == array.strides.count, array.shape.allSatisfy({ $0 >= 0 }), array.offset >= 0
    else {
      throw fault
    }
    var count = 1
    for extent in array.shape where extent != 1 {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow else { throw fault }
      count = product
    }
    guard let order = Self.order(array) else {
      content.unread[name] = "strides \(array.strides)"
      return
    }
    guard array.offset <= storage.count, count <= storage.count - array.offset else { throw fault }
    // Many arrays may be views of one storage. Each number of the file is taken a few times, but not without end.
    numberCount += count
    guard numberCount <= 4 * file.count else {
      throw .unsupported("holds the same numbers in too many arrays")
    }
    let start = file.startIndex + range.lowerBound + array.offset * storage.type.byteCount
    let bytes = file[start..<start + count * storage.type.byteCount]
    let values = storage.type.values(bytes, count: count)
    content.tensors[name] = Tensor(
      shape: array.shape, values: order.isEmpty ? values : Self.gather(values, array, order))
  }

  /// The axes in the order in which the storage has them, slowest first, if the numbers are dense and the order is another
  /// than that of the axes; empty if it is the same; nil if numbers overlap or have gaps between them.
  private static func order(_ array: PickledArray) -> [Int]? {
    guard !array.shape.contains(0) else { return [] }
    let axes = array.shape.indices.filter { array.shape[$0] > 1 }
    // The first of equal strides comes first, and then overlaps.
    let order = axes.sorted { one, other in
      let (stride, next) = (array.strides[one], array.strides[other])
      return stride == next ? one < other : stride > next
    }
    var expected = 1
    for axis in order.reversed() {
      guard array.strides[axis] == expected else { return nil }
      expected *= array.shape[axis]
    }
    return order == axes ? [] : order
  }

  /// The values in the order of the axes, last axis fastest.
  private static func gather(_ values: [Float], _ array: PickledArray, _ axes: [Int]) -> [Float] {
    let axes = axes.sorted()
    var index = [Int](repeating: 0, count: axes.count)
    var place = 0
    return values.indices.map { _ in
      let value = values[place]
      for position in axes.indices.reversed() {
        let (extent, stride) = (array.shape[axes[position]], array.strides[axes[position]])
        index[position] += 1
        place += stride
        if index[position] < extent { break }
        index[position] = 0
        place -= stride * extent
      }
      return value
    }
  }
}
