/// Files of `torch.save`: pickles, with the storages behind them or as entries of a ZIP archive.
struct PyTorchForm: FileForm {
  /// The operations of the pickles.
  func parts(of bytes: [UInt8]) -> [Range<Int>] { Self.pickles(in: bytes).flatMap { $0 } }

  /// Arguments of operations, counts of storages, and the sizes and offsets of the archive.
  func fields(in bytes: [UInt8]) -> [Field] {
    func field(_ offset: Int, _ byteCount: Int) -> Field {
      Field(offset: offset, byteCount: byteCount, isLittleEndian: true)
    }
    let pickles = Self.pickles(in: bytes)
    var fields = pickles.flatMap { pickle in
      pickle.filter { $0.count > 1 }.map {
        field($0.lowerBound + 1, [1, 2, 2, 4, 4, 4, 4][min($0.count - 2, 6)])
      }
    }
    if let end = pickles.last?.last?.upperBound {
      fields += stride(from: end, to: min(end + 256, bytes.count), by: 4).map { field($0, 8) }
    }
    for (kind, places) in Self.records {
      for start in Self.starts(of: kind, in: bytes) { fields += places.map { field(start + $0.0, $0.1) } }
    }
    return fields
  }

  let words: [[UInt8]] =
    [
      "cposix\nsystem\n", "ccollections\nOrderedDict\n", "ctorch\nFloatStorage\n", "ctorch\nLongStorage\n",
      "ctorch\nHalfStorage\n", "ctorch\nBoolStorage\n", "ctorch._utils\n_rebuild_tensor_v2\n",
      "ctorch._utils\n_rebuild_parameter\n", "}", "]", ")", "(", "(t", "(u", "(e", "s", "a", "R", "b", "Q",
      "N", ".",
      "K\u{0}", "h\u{0}", "h\u{1}", "q\u{0}", "big",
    ].map { Array($0.utf8) } + [
      [0x80, 2], [0x80, 4], [0x88], [0x85], [0x86], [0x87], [0x93], [0x94], [0x8C, 1, 0x61], [0x8A, 1, 0xFF],
      [0x4A, 0xFF, 0xFF, 0xFF, 0x7F], [0x8D] + Array(repeating: 0xFF, count: 8),
    ]

  /// The offsets of the archive's entries become those of their headers, in the order of both, and that of the directory
  /// becomes that of its first entry.
  func repair(_ bytes: inout [UInt8]) {
    let entries = Self.starts(of: 1, in: bytes)
    for (entry, header) in zip(entries, Self.starts(of: 3, in: bytes)) {
      bytes.set(Field(offset: entry + 42, byteCount: 4, isLittleEndian: true), to: UInt64(header))
    }
    guard let first = entries.first else { return }
    let long = Self.starts(of: 6, in: bytes)
    for start in Self.starts(of: 5, in: bytes) {
      bytes.set(Field(offset: start + 16, byteCount: 4, isLittleEndian: true), to: UInt64(first))
    }
    for start in long {
      bytes.set(Field(offset: start + 48, byteCount: 8, isLittleEndian: true), to: UInt64(first))
    }
    for start in Self.starts(of: 7, in: bytes) {
      bytes.set(Field(offset: start + 8, byteCount: 8, isLittleEndian: true), to: UInt64(long.last ?? 0))
    }
  }

  // MARK: -

  /// The records of an archive by the third byte of their signature (the fourth is one more, or the same for the 64-bit
  /// ones), with offsets and lengths of their numbers.
  private static let records: [(UInt8, [(Int, Int)])] = [
    (1, [(8, 2), (10, 2), (20, 4), (24, 4), (28, 2), (30, 2), (42, 4)]), (3, [(26, 2), (28, 2)]),
    (5, [(10, 2), (12, 4), (16, 4)]), (6, [(32, 8), (48, 8)]), (7, [(8, 8)]),
  ]

  private static func starts(of kind: UInt8, in bytes: [UInt8]) -> [Int] {
    let last: UInt8 = [1: 2, 3: 4, 5: 6, 6: 6, 7: 7][kind] ?? 0
    guard bytes.count >= 4 else { return [] }
    return (0..<bytes.count - 3).filter {
      bytes[$0] == 0x50 && bytes[$0 + 1] == 0x4B && bytes[$0 + 2] == kind && bytes[$0 + 3] == last
    }
  }

  /// The operations of each pickle that begins with its protocol.
  private static func pickles(in bytes: [UInt8]) -> [[Range<Int>]] {
    var pickles: [[Range<Int>]] = []
    var place = 0
    while place + 1 < bytes.count {
      guard bytes[place] == 0x80, (2...5).contains(bytes[place + 1]) else {
        place += 1
        continue
      }
      var operations: [Range<Int>] = []
      while place < bytes.count, let length = length(at: place, in: bytes), place + length <= bytes.count {
        operations.append(place..<place + length)
        place += length
        if bytes[place - length] == UInt8(ascii: ".") { break }
      }
      pickles.append(operations)
      place += operations.isEmpty ? 1 : 0
    }
    return pickles
  }

  /// The bytes of an operation with its argument; nil for an unknown one.
  private static func length(at place: Int, in bytes: [UInt8]) -> Int? {
    switch bytes[place] {
    case 0x80, 0x4B, 0x68, 0x71: return 2
    case 0x4D: return 3
    case 0x4A, 0x6A, 0x72: return 5
    case 0x47, 0x95: return 9
    case 0x8A, 0x8C, 0x55: return bytes.count(at: place + 1, 1, little: true).map { $0 + 2 }
    case 0x58, 0x54: return bytes.count(at: place + 1, 4, little: true).map { $0 + 5 }
    case 0x63:
      guard let first = bytes[place...].firstIndex(of: 0x0A),
        let second = bytes[(first + 1)...].firstIndex(of: 0x0A)
      else { return nil }
      return second + 1 - place
    case 0x28, 0x29, 0x2E, 0x4E, 0x51, 0x52, 0x5D, 0x61, 0x62, 0x65, 0x73, 0x74, 0x75, 0x7D, 0x85...0x89,
      0x93, 0x94:
      return 1
    default: return nil
    }
  }
}
