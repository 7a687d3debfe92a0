/// TIFF and BigTIFF: directories of entries (tag, type, count, value), anywhere in the file.
///
/// Source: TIFF 6.0, section 2; the BigTIFF design of libtiff.
struct TIFFForm: FileForm {
  func parts(of bytes: [UInt8]) -> [Range<Int>] {
    guard let layout = Layout(bytes) else { return [] }
    return layout.entries(in: bytes)
  }

  func fields(in bytes: [UInt8]) -> [Field] {
    guard let layout = Layout(bytes) else { return [] }
    let little = layout.isLittle
    var fields = [Field(offset: layout.pointer, byteCount: layout.word, isLittleEndian: little)]
    for entry in layout.entries(in: bytes) {
      let start = entry.lowerBound
      fields.append(Field(offset: start, byteCount: 2, isLittleEndian: little))
      fields.append(Field(offset: start + 2, byteCount: 2, isLittleEndian: little))
      fields.append(Field(offset: start + 4, byteCount: layout.word, isLittleEndian: little))
      // The value twice: it matters most. A SHORT stands in its first two bytes.
      let value = start + 4 + layout.word
      fields.append(Field(offset: value, byteCount: 2, isLittleEndian: little))
      fields.append(Field(offset: value, byteCount: layout.word, isLittleEndian: little))
      // What an offset points at.
      if let target = bytes.count(at: value, layout.word, little: little), target > 8, target < bytes.count {
        fields.append(Field(offset: target, byteCount: layout.word, isLittleEndian: little))
      }
    }
    return fields
  }

  /// Tags, as they stand in a little-endian file, with types and counts.
  let words: [[UInt8]] = [
    254, 255, 256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 281, 284, 292, 317, 320, 322, 323, 324,
    325, 330, 338, 339, 341, 347, 512, 513, 514, 529, 530, 532, 33432, 34665, 34675,
  ].map { tag in [UInt8(tag & 0xFF), UInt8(tag >> 8), 3, 0, 1, 0, 0, 0] }

  // MARK: -

  private struct Layout {
    let isLittle: Bool
    /// Bytes of an offset.
    let word: Int
    /// Where the offset of the first directory stands.
    let pointer: Int

    init?(_ bytes: [UInt8]) {
      guard bytes.count >= 8, bytes[0] == bytes[1], bytes[0] == 0x49 || bytes[0] == 0x4D else { return nil }
      isLittle = bytes[0] == 0x49
      let isBig = bytes.count(at: 2, 2, little: isLittle) == 43
      word = isBig ? 8 : 4
      pointer = isBig ? 8 : 4
    }

    func entries(in bytes: [UInt8]) -> [Range<Int>] {
      let countBytes = word == 8 ? 8 : 2
      guard let directory = bytes.count(at: pointer, word, little: isLittle), directory < bytes.count,
        let count = bytes.count(at: directory, countBytes, little: isLittle)
      else { return [] }
      let size = word == 8 ? 20 : 12
      return (0..<min(count, 64)).map { directory + countBytes + $0 * size }.filter {
        $0 + size <= bytes.count
      }.map { $0..<$0 + size }
    }
  }
}
