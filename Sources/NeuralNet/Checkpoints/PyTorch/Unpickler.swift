/// Interprets the few operations of Python's pickles that describe arrays.
///
/// A pickle is a program for a stack machine which may call any function of Python. Here it can make only the cases of
/// `PickleValue`, and names only those of `PickleGlobal`. Every operation takes at least a byte and adds at most one
/// value, so the memory is bounded by the length of the bytes.
///
/// Source: Python's `pickletools`, protocols 2 to 5.
struct Unpickler {
  /// Content of the tuples, by place.
  private(set) var tuples: [[PickleValue]] = []
  /// Content of the lists.
  private(set) var lists: [[PickleValue]] = []
  /// Entries of the dictionaries, in the order in which they were set.
  private(set) var dictionaries: [[(key: PickleValue, value: PickleValue)]] = []
  /// The arrays.
  private(set) var arrays: [PickledArray] = []
  /// The storages of the arrays, by key.
  private(set) var storages: [String: PickledStorage] = [:]
  /// The first byte after what was read.
  private(set) var position = 0

  private let bytes: [UInt8]
  private let isWhole: Bool
  private var stack: [PickleValue] = []
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  /// Entries of dictionaries that were copied from lists.
  private var copiedCount = 0

  /// An interpreter of bytes that begin with one or several pickles.
  ///
  /// - Parameter isWhole: whether the file has no bytes after these.
  init(_ bytes: [UInt8], isWhole: Bool = true) {
    self.bytes = bytes
    self.isWhole = isWhole
  }

  /// Reads the next pickle. The lists of content keep that of earlier ones.
  mutating func next() throws(PyTorchFault) -> PickleValue {
    stack = []
    marks = []
    memo = [:]
    while true {
      let start = position
      let code = try byte()
      if code == UInt8(ascii: ".") {
        guard stack.count == 1, marks.isEmpty else { throw Self.broken(start) }
        return stack[0]
      }
      try perform(code, at: start)
    }
  }

  // MARK: - Operations

  private mutating func perform(_ code: UInt8, at start: Int) throws(PyTorchFault) {
    switch code {
    case 0x80:  // PROTO
      let version = try byte()
      guard (2...5).contains(version) else {
        throw .unsupported("is a pickle of protocol \(version), and 2 to 5 are read")
      }
    case 0x95: _ = try take(8)  // FRAME
    case UInt8(ascii: "("): marks.append(stack.count)
    case UInt8(ascii: "N"): stack.append(.none)
    case 0x88: stack.append(.bool(true))
    case 0x89: stack.append(.bool(false))
    case UInt8(ascii: "K"): stack.append(.int(Int(try number(1))))
    case UInt8(ascii: "M"): stack.append(.int(Int(try number(2))))
    case UInt8(ascii: "J"): stack.append(.int(Int(Int32(truncatingIfNeeded: try number(4)))))
    case 0x8A: stack.append(Self.integer(try take(Int(try number(1)))))  // LONG1
    case UInt8(ascii: "G"): stack.append(.float(try double()))
    case UInt8(ascii: "X"): stack.append(.text(try text(lengthBytes: 4, at: start)))
    case 0x8C: stack.append(.text(try text(lengthBytes: 1, at: start)))
    case 0x8D: stack.append(.text(try text(lengthBytes: 8, at: start)))
    case UInt8(ascii: "U"): stack.append(.text(try text(lengthBytes: 1, at: start)))  // Python 2
    case UInt8(ascii: "T"): stack.append(.text(try text(lengthBytes: 4, at: start)))
    case UInt8(ascii: ")"): add(tuple: [])
    case 0x85: add(tuple: try pop(1, at: start))
    case 0x86: add(tuple: try pop(2, at: start))
    case 0x87: add(tuple: try pop(3, at: start))
    case UInt8(ascii: "t"): add(tuple: try popToMark(at: start))
    case UInt8(ascii: "]"):
      lists.append([])
      stack.append(.list(lists.count - 1))
    case UInt8(ascii: "a"): try append(try pop(1, at: start), at: start)
    case UInt8(ascii: "e"): try append(try popToMark(at: start), at: start)
    case UInt8(ascii: "}"): addDictionary([])
    case UInt8(ascii: "s"): try set(try pop(2, at: start), at: start)
    case UInt8(ascii: "u"): try set(try popToMark(at: start), at: start)
    case UInt8(ascii: "q"): memo[Int(try number(1))] = try top(at: start)
    case UInt8(ascii: "r"): memo[Int(try number(4))] = try top(at: start)
    case 0x94: memo[memo.count] = try top(at: start)  // MEMOIZE
    case UInt8(ascii: "h"): stack.append(try remembered(Int(try number(1)), at: start))
    case UInt8(ascii: "j"): stack.append(try remembered(Int(try number(4)), at: start))
    case UInt8(ascii: "c"): stack.append(.global(try global(try line(), try line())))
    case 0x93:  // STACK_GLOBAL
      guard case (.text(let module), .text(let name)) = try pair(at: start) else { throw Self.broken(start) }
      stack.append(.global(try global(module, name)))
    case UInt8(ascii: "R"):
      guard case (.global(let global), .tuple(let place)) = try pair(at: start) else {
        throw Self.broken(start)
      }
      stack.append(try make(global, tuples[place], at: start))
    case UInt8(ascii: "b"):
      // The attributes of an OrderedDict: a state_dict keeps the versions of its layers so.
      guard case .dictionary = try pop(1, at: start)[0], case .dictionary = try top(at: start) else {
        throw .unsupported("sets attributes of an object at byte \(start)")
      }
    case UInt8(ascii: "Q"):
      guard case .tuple(let place) = try pop(1, at: start)[0] else { throw Self.broken(start) }
      stack.append(.storage(try storage(tuples[place], at: start)))
    default:
      throw .unsupported(
        "holds something else than arrays: operation 0x\(String(code, radix: 16)) at byte \(start) of the pickle"
      )
    }
  }

  private func global(_ module: String, _ name: String) throws(PyTorchFault) -> PickleGlobal {
    guard let global = PickleGlobal(module: module, name: name) else {
      throw .unsupported("holds \(module).\(name), and only arrays in dictionaries are read from a pickle")
    }
    return global
  }

  /// What a call of a function gives.
  private mutating func make(
    _ global: PickleGlobal, _ arguments: [PickleValue], at start: Int
  ) throws(PyTorchFault) -> PickleValue {
    switch global {
    case .orderedDictionary:
      // Python 2 gives the entries as a list of pairs.
      var entries: [(key: PickleValue, value: PickleValue)] = []
      if let first = arguments.first {
        guard arguments.count == 1, case .list(let place) = first else { throw Self.broken(start) }
        // One list could be copied again and again.
        copiedCount += lists[place].count
        guard copiedCount <= bytes.count else { throw Self.broken(start) }
        for item in lists[place] {
          let pair: [PickleValue]
          switch item {
          case .list(let place): pair = lists[place]
          case .tuple(let place): pair = tuples[place]
          default: throw Self.broken(start)
          }
          guard pair.count == 2 else { throw Self.broken(start) }
          entries.append((pair[0], pair[1]))
        }
      }
      dictionaries.append(entries)
      return .dictionary(dictionaries.count - 1)
    case .tensor:
      guard arguments.count >= 4, case .storage(let key) = arguments[0], case .int(let offset) = arguments[1],
        let shape = extents(arguments[2]), let strides = extents(arguments[3])
      else { throw Self.broken(start) }
      arrays.append(PickledArray(storage: key, offset: offset, shape: shape, strides: strides))
      return .array(arrays.count - 1)
    case .parameter:
      guard let first = arguments.first, case .array = first else { throw Self.broken(start) }
      return first
    case .storage: throw Self.broken(start)
    }
  }

  /// The key of a storage, which is described by ("storage", type, key, device, count), and in old files also by whether
  /// it is a part of another.
  private mutating func storage(_ fields: [PickleValue], at start: Int) throws(PyTorchFault) -> String {
    guard fields.count >= 5, case .text("storage") = fields[0], case .global(.storage(let type)) = fields[1],
      case .text(let key) = fields[2], case .int(let count) = fields[4], count >= 0
    else { throw Self.broken(start) }
    if fields.count > 5 {
      guard case .none = fields[5] else {
        throw .unsupported("holds storage \(key) as a part of another storage")
      }
    }
    let storage = PickledStorage(type: type, count: count)
    guard storages[key] ?? storage == storage else {
      throw .malformed("describes storage \(key) in two ways")
    }
    storages[key] = storage
    return key
  }

  /// An array has no more axes in PyTorch.
  private static let greatestRank = 64

  /// The integers of a tuple or list, one for each axis; nil for anything else.
  private func extents(_ value: PickleValue) -> [Int]? {
    let items: [PickleValue]
    switch value {
    case .tuple(let place): items = tuples[place]
    case .list(let place): items = lists[place]
    default: return nil
    }
    guard items.count <= Self.greatestRank else { return nil }
    var integers: [Int] = []
    for item in items {
      guard case .int(let integer) = item else { return nil }
      integers.append(integer)
    }
    return integers
  }

  // MARK: - Stack

  private mutating func add(tuple: [PickleValue]) {
    tuples.append(tuple)
    stack.append(.tuple(tuples.count - 1))
  }

  private mutating func addDictionary(_ entries: [(key: PickleValue, value: PickleValue)]) {
    dictionaries.append(entries)
    stack.append(.dictionary(dictionaries.count - 1))
  }

  private mutating func append(_ items: [PickleValue], at start: Int) throws(PyTorchFault) {
    guard case .list(let place) = try top(at: start) else { throw Self.broken(start) }
    lists[place] += items
  }

  private mutating func set(_ items: [PickleValue], at start: Int) throws(PyTorchFault) {
    guard case .dictionary(let place) = try top(at: start), items.count.isMultiple(of: 2) else {
      throw Self.broken(start)
    }
    for index in stride(from: 0, to: items.count, by: 2) {
      dictionaries[place].append((items[index], items[index + 1]))
    }
  }

  private func top(at start: Int) throws(PyTorchFault) -> PickleValue {
    guard let value = stack.last, stack.count > marks.last ?? 0 else { throw Self.broken(start) }
    return value
  }

  private mutating func pop(_ count: Int, at start: Int) throws(PyTorchFault) -> [PickleValue] {
    guard stack.count - count >= marks.last ?? 0 else { throw Self.broken(start) }
    let values = Array(stack.suffix(count))
    stack.removeLast(count)
    return values
  }

  private mutating func pair(at start: Int) throws(PyTorchFault) -> (PickleValue, PickleValue) {
    let values = try pop(2, at: start)
    return (values[0], values[1])
  }

  private mutating func popToMark(at start: Int) throws(PyTorchFault) -> [PickleValue] {
    guard let mark = marks.popLast() else { throw Self.broken(start) }
    let values = Array(stack[mark...])
    stack.removeLast(values.count)
    return values
  }

  private func remembered(_ index: Int, at start: Int) throws(PyTorchFault) -> PickleValue {
    guard let value = memo[index] else { throw Self.broken(start) }
    return value
  }

  // MARK: - Bytes

  private mutating func take(_ count: Int) throws(PyTorchFault) -> ArraySlice<UInt8> {
    guard count <= bytes.count - position else {
      if isWhole { throw .truncated(within: "the pickle that describes its arrays") }
      throw .unsupported("describes its arrays in more than \(bytes.count >> 20) MiB, which is not read")
    }
    position += count
    return bytes[(position - count)..<position]
  }

  private mutating func byte() throws(PyTorchFault) -> UInt8 {
    guard position < bytes.count else { return try take(1)[0] }
    position += 1
    return bytes[position - 1]
  }

  private mutating func number(_ byteCount: Int) throws(PyTorchFault) -> UInt64 {
    try take(byteCount).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// A float, whose bytes are big-endian.
  private mutating func double() throws(PyTorchFault) -> Double {
    Double(bitPattern: try take(8).reduce(0) { $0 << 8 | UInt64($1) })
  }

  private mutating func text(lengthBytes: Int, at start: Int) throws(PyTorchFault) -> String {
    let length = try number(lengthBytes)
    let text = try take(Int(clamping: length))
    guard let valid = String(validating: text, as: UTF8.self) else {
      throw .malformed("has a text that is not UTF-8 at byte \(start) of the pickle")
    }
    return valid
  }

  /// The text up to the next line break.
  private mutating func line() throws(PyTorchFault) -> String {
    let length = bytes[position...].prefix { $0 != 0x0A }.count
    let text = String(decoding: try take(length + 1).dropLast(), as: UTF8.self)
    return text
  }

  private static func integer(_ digits: ArraySlice<UInt8>) -> PickleValue {
    guard digits.count <= 8 else { return .longInteger(Array(digits)) }
    let isNegative = digits.last.map { $0 >= 0x80 } ?? false
    return .int(digits.reversed().reduce(isNegative ? -1 : 0) { $0 << 8 | Int($1) })
  }

  private static func broken(_ position: Int) -> PyTorchFault {
    .malformed("has a pickle that is damaged at byte \(position)")
  }
}
