/// The orientation tag in a JPEG's EXIF block.
///
/// Source: EXIF 2.32, sections 4.5 and 4.6; TIFF 6.0, section 2. A malformed block counts as upright,
/// because a picture is not lost for a wrong tag.
enum EXIFOrientation {
  /// The tag's number, 1...8, or 1 if the file has none.
  static func inJPEG(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var position = 2
    while position + 4 <= bytes.count, bytes[position] == 0xFF {
      let marker = bytes[position + 1]
      if marker == 0xFF {  // a fill byte
        position += 1
        continue
      }
      if marker == 0xDA || marker == 0xD9 { break }  // the pixels, or the end
      let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
      let end = position + 2 + length
      guard length >= 2, end <= bytes.count else { break }
      let content = UnsafeBufferPointer(rebasing: bytes[(position + 4)..<max(position + 4, end)])
      if marker == 0xE1, content.starts(with: Array("Exif\0\0".utf8)) {
        return inTIFF(UnsafeBufferPointer(rebasing: content[6...])) ?? 1
      }
      position = end
    }
    return 1
  }

  // MARK: -

  private static func inTIFF(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    guard bytes.count >= 8 else { return nil }
    let isLittle = bytes[0] == 0x49
    guard bytes[0] == bytes[1], isLittle || bytes[0] == 0x4D else { return nil }
    func number(at position: Int, byteCount: Int) -> Int? {
      guard position >= 0, position + byteCount <= bytes.count else { return nil }
      let digits = bytes[position..<position + byteCount]
      return (isLittle ? Array(digits.reversed()) : Array(digits)).reduce(0) { $0 << 8 | Int($1) }
    }
    guard number(at: 2, byteCount: 2) == 42, let directory = number(at: 4, byteCount: 4),
      let entryCount = number(at: directory, byteCount: 2)
    else { return nil }
    for entry in 0..<entryCount {
      let position = directory + 2 + entry * 12
      guard let tag = number(at: position, byteCount: 2) else { return nil }
      // Type 3, SHORT: the value is in the first two of the entry's last four bytes.
      guard tag == 0x0112, number(at: position + 2, byteCount: 2) == 3 else { continue }
      guard let orientation = number(at: position + 8, byteCount: 2), (1...8).contains(orientation) else {
        return nil
      }
      return orientation
    }
    return nil
  }
}
