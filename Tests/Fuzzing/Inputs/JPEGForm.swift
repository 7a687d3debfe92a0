/// JPEG: segments of marker, length and content, then entropy-coded data.
///
/// Source: ITU-T T.81, annex B.
struct JPEGForm: FileForm {
  func parts(of bytes: [UInt8]) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var position = 2
    while position + 4 <= bytes.count {
      guard bytes[position] == 0xFF, bytes[position + 1] != 0, bytes[position + 1] != 0xFF,
        !(0xD0...0xD7).contains(bytes[position + 1]),
        let length = bytes.count(at: position + 2, 2, little: false), length >= 2,
        position + 2 + length <= bytes.count
      else {
        position += 1  // within entropy-coded data: the next scan begins somewhere behind
        continue
      }
      parts.append(position..<position + 2 + length)
      position += 2 + length
    }
    return parts
  }

  func fields(in bytes: [UInt8]) -> [Field] {
    parts(of: bytes).flatMap { part -> [Field] in
      let start = part.lowerBound
      var fields = [Field(offset: start + 2, byteCount: 2, isLittleEndian: false)]
      fields.append(Field(offset: start + 1, byteCount: 1, isLittleEndian: false))
      if (0xC0...0xCF).contains(bytes[start + 1]), bytes[start + 1] != 0xC4 {  // a frame: its two sides
        for offset in [5, 7] {
          fields.append(Field(offset: start + offset, byteCount: 2, isLittleEndian: false))
        }
      }
      // Precision, sampling, table numbers, counts of codes, spectral selection: all single bytes.
      for offset in 4..<min(20, max(4, part.count)) {
        fields.append(Field(offset: start + offset, byteCount: 1, isLittleEndian: false))
      }
      return fields
    }
  }

  let words: [[UInt8]] =
    [0xC0, 0xC1, 0xC2, 0xC3, 0xC4, 0xC9, 0xCA, 0xCC, 0xD0, 0xD7, 0xD8, 0xD9, 0xDA, 0xDB, 0xDC, 0xDD, 0xE0]
    .map { [0xFF, $0] } + [Array("Exif\0\0II*\0".utf8), Array("Adobe".utf8), [0xFF, 0xFE, 0x00, 0x02]]
}
