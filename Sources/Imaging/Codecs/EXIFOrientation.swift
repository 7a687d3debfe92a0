/// The orientation tag in the EXIF block of a JPEG or PNG.
///
/// Source: EXIF 2.32, sections 4.5 and 4.6; TIFF 6.0, section 2; PNG, third edition, 11.3.4.5. A malformed block counts as upright,
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

  /// The tag's number, 1...8, or 1 if the file has none. The chunk may precede or follow the pixels.
  static func inPNG(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var position = 8
    while position + 12 <= bytes.count {
      let length = bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
      let name = bytes[position + 4..<position + 8]
      guard length <= bytes.count - position - 12, !name.elementsEqual("IEND".utf8) else { break }
      if name.elementsEqual("eXIf".utf8) {
        let content = bytes[position + 8..<position + 8 + length]
        // Some writers keep the heading that the block has in a JPEG.
        let heading = Array("Exif\0\0".utf8)
        let isHeaded = content.starts(with: heading)
        return inTIFF(UnsafeBufferPointer(rebasing: isHeaded ? content.dropFirst(heading.count) : content))
          ?? 1
      }
      position += length + 12
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
      guard tag == 0x0112, let type = number(at: position + 2, byteCount: 2), let byteCount = byteCounts[type]
      else { continue }
      // The value is in the first of the entry's last four bytes.
      guard let orientation = number(at: position + 8, byteCount: byteCount), (1...8).contains(orientation)
      else {
        return nil
      }
      return orientation
    }
    return nil
  }

  /// The bytes of a number by its type: BYTE, SHORT, LONG and the signed ones, as libtiff reads the tag of a TIFF.
  private static let byteCounts = [1: 1, 3: 2, 4: 4, 6: 1, 8: 2, 9: 4]
}
