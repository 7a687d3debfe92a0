import Imaging

/// Writes the kinds of PNG that the program itself never writes. Source: PNG specification, second edition (W3C, 2003).
enum PortableNetworkGraphic {
  /// Red, green, blue in 16 bits: every sample 257 times its 8-bit value.
  static func deep(_ raster: Raster) -> [UInt8] {
    file(raster, depth: 16, colourType: raster.channelCount == 3 ? 2 : 0) { row in row.flatMap { [$0, $0] } }
  }

  /// With an alpha channel that is opaque everywhere but for the pixels above `clearRows`.
  static func alpha(_ raster: Raster, clearRows: Int = 0) -> [UInt8] {
    var row = 0
    return file(raster, depth: 8, colourType: raster.channelCount == 3 ? 6 : 4) { samples in
      defer { row += 1 }
      let opacity: UInt8 = row < clearRows ? 0 : 255
      return stride(from: 0, to: samples.count, by: raster.channelCount).flatMap {
        Array(samples[$0..<$0 + raster.channelCount]) + [opacity]
      }
    }
  }

  /// With a palette of all colours there are, at most 256.
  static func palette(_ raster: Raster) -> [UInt8] {
    var places: [[UInt8]: UInt8] = [:]
    var colours: [UInt8] = []
    var rows: [[UInt8]] = []
    for row in 0..<raster.height {
      rows.append(
        (0..<raster.width).map { column in
          let start = (row * raster.width + column) * 3
          let colour = Array(raster.samples[start..<start + 3])
          if let place = places[colour] { return place }
          places[colour] = UInt8(places.count)
          colours += colour
          return places[colour] ?? 0
        })
    }
    var index = 0
    return file(raster, depth: 8, colourType: 3, palette: colours) { _ in
      defer { index += 1 }
      return rows[index]
    }
  }

  /// A header that promises a picture of the given size, and nothing after it.
  static func promise(width: Int, height: Int) -> [UInt8] {
    signature + chunk("IHDR", number(width) + number(height) + [8, 0, 0, 0, 0])
      + chunk("IDAT", compressed([0])) + chunk("IEND", [])
  }

  // MARK: -

  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  private static func file(
    _ raster: Raster, depth: UInt8, colourType: UInt8, palette: [UInt8] = [], row: ([UInt8]) -> [UInt8]
  ) -> [UInt8] {
    let stride = raster.width * raster.channelCount
    var pixels: [UInt8] = []
    for index in 0..<raster.height {
      pixels.append(0)  // no filter
      pixels += row(Array(raster.samples[index * stride..<(index + 1) * stride]))
    }
    return signature
      + chunk("IHDR", number(raster.width) + number(raster.height) + [depth, colourType, 0, 0, 0])
      + (palette.isEmpty ? [] : chunk("PLTE", palette)) + chunk("IDAT", compressed(pixels))
      + chunk("IEND", [])
  }

  /// The bytes as a zlib stream of stored blocks.
  private static func compressed(_ bytes: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    for start in Swift.stride(from: 0, to: bytes.count, by: 65535) {
      let block = bytes[start..<min(bytes.count, start + 65535)]
      let count = UInt16(block.count)
      stream.append(start + block.count == bytes.count ? 1 : 0)
      for half in [count, ~count] { stream += [UInt8(half & 255), UInt8(half >> 8)] }
      stream += block
    }
    var (low, high): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      low = (low + UInt32(byte)) % 65521
      high = (high + low) % 65521
    }
    return stream + number(Int(high << 16 | low))
  }

  private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + content
    var sum = UInt32.max
    for byte in body { sum = table[Int((sum ^ UInt32(byte)) & 255)] ^ (sum >> 8) }
    return number(content.count) + body + number(Int(~sum))
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
  }

  private static func number(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}

/// A JPEG with an EXIF block that says how the camera was held, 1...8. Source: EXIF 2.32, section 4.5.
func turnedJPEG(_ bytes: [UInt8], orientation: UInt8) -> [UInt8] {
  let tiff: [UInt8] =
    Array("MM".utf8) + [0, 42, 0, 0, 0, 8, 0, 1]  // one entry, at byte 8
    + [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0] + [0, 0, 0, 0]
  let content = Array("Exif\0\0".utf8) + tiff
  let length = UInt16(content.count + 2)
  return Array(bytes[..<2]) + [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 255)] + content + bytes[2...]
}
