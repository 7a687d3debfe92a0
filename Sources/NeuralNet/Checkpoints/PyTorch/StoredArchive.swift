import Foundation

/// The entries of a ZIP archive, which may have 64-bit sizes. Nothing is unpacked.
///
/// Source: PKWARE's APPNOTE 6.3.10, sections 4.3 and 4.5.3. Checksums are not compared, since PyTorch can be told to write
/// none.
struct StoredArchive {
  /// An entry of the archive.
  struct Entry {
    /// The place of its bytes in the file.
    let range: Range<Int>
    /// Whether the bytes are stored as they are, neither compressed nor encrypted.
    let isStored: Bool
  }

  /// The entries by name.
  let entries: [String: Entry]

  /// Reads the directory at the end of a file.
  init(_ file: Data) throws(PyTorchFault) {
    let end = try Self.directory(file)
    var entries: [String: Entry] = [:]
    var place = end.offset
    for _ in 0..<end.entryCount {
      guard Self.number(file, place, 4) == 0x0201_4B50, let nameLength = Self.count(file, place + 28, 2),
        let extraLength = Self.count(file, place + 30, 2),
        let commentLength = Self.count(file, place + 32, 2),
        nameLength + extraLength + commentLength <= file.count - place - 46
      else { throw .malformed("has a damaged directory of its ZIP archive") }
      let name = String(decoding: Self.bytes(file, place + 46, nameLength), as: UTF8.self)
      guard entries[name] == nil else { throw .malformed("holds the entry \(name) twice") }
      entries[name] = try Self.entry(file, place, name, extraStart: place + 46 + nameLength, extraLength)
      place += 46 + nameLength + extraLength + commentLength
    }
    self.entries = entries
  }

  // MARK: -

  /// Where the directory begins, and the count of its entries.
  private static func directory(_ file: Data) throws(PyTorchFault) -> (offset: Int, entryCount: Int) {
    // The record that ends the archive, before a comment of at most 65,535 bytes.
    let first = max(0, file.count - 22 - 65_535)
    guard
      let end = stride(from: file.count - 22, through: first, by: -1).first(where: {
        number(file, $0, 4) == 0x0605_4B50
      })
    else { throw .truncated(within: "its ZIP archive: the directory at its end is not there") }
    let damaged = PyTorchFault.malformed("has a damaged end of its ZIP archive")
    if number(file, end - 20, 4) == 0x0706_4B50 {
      guard let long = count(file, end - 12, 8), number(file, long, 4) == 0x0606_4B50,
        let entryCount = count(file, long + 32, 8), let offset = count(file, long + 48, 8)
      else { throw damaged }
      return (offset, entryCount)
    }
    guard let entryCount = count(file, end + 10, 2), let offset = count(file, end + 16, 4) else {
      throw damaged
    }
    return (offset, entryCount)
  }

  /// The entry whose header in the directory is at a place.
  private static func entry(
    _ file: Data, _ place: Int, _ name: String, extraStart: Int, _ extraLength: Int
  ) throws(PyTorchFault) -> Entry {
    let damaged = PyTorchFault.malformed("has a damaged entry \(name) in its ZIP archive")
    // Sizes and offset, unpacked first, are in the extra field where they do not fit into 32 bits.
    var numbers = [24, 20, 42].map { number(file, place + $0, 4) ?? 0 }
    var extra = extraStart
    while extra + 4 <= extraStart + extraLength {
      let length = count(file, extra + 2, 2) ?? 0
      if number(file, extra, 2) == 1 {
        var field = extra + 4
        for index in numbers.indices where numbers[index] == 0xFFFF_FFFF {
          guard field + 8 <= min(extra + 4 + length, extraStart + extraLength),
            let value = number(file, field, 8)
          else { throw damaged }
          numbers[index] = value
          field += 8
        }
      }
      extra += 4 + length
    }
    guard let byteCount = Int(exactly: numbers[1]), let header = Int(exactly: numbers[2]),
      number(file, header, 4) == 0x0403_4B50, let nameLength = count(file, header + 26, 2),
      let localLength = count(file, header + 28, 2), let flags = number(file, place + 8, 2),
      let method = number(file, place + 10, 2)
    else { throw damaged }
    let start = header + 30 + nameLength + localLength
    guard start <= file.count, byteCount <= file.count - start else {
      throw .truncated(within: "the entry \(name)")
    }
    let isStored = method == 0 && flags & 1 == 0 && numbers[0] == numbers[1]
    return Entry(range: start..<start + byteCount, isStored: isStored)
  }

  private static func bytes(_ file: Data, _ offset: Int, _ count: Int) -> Data {
    file[(file.startIndex + offset)..<(file.startIndex + offset + count)]
  }

  /// A little-endian number; nil where it is not within the file.
  private static func number(_ file: Data, _ offset: Int, _ byteCount: Int) -> UInt64? {
    guard offset >= 0, offset <= file.count - byteCount else { return nil }
    return bytes(file, offset, byteCount).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func count(_ file: Data, _ offset: Int, _ byteCount: Int) -> Int? {
    number(file, offset, byteCount).flatMap { Int(exactly: $0) }
  }
}
