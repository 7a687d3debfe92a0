import Imaging
import TestSupport

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
    PNGParts.file(width: width, height: height, depth: 8, colourType: 0, rows: [0])
  }

  // MARK: -

  private static func file(
    _ raster: Raster, depth: UInt8, colourType: UInt8, palette: [UInt8] = [], row: ([UInt8]) -> [UInt8]
  ) -> [UInt8] {
    let stride = raster.width * raster.channelCount
    var pixels: [UInt8] = []
    for index in 0..<raster.height {
      pixels.append(0)  // no filter
      pixels += row(Array(raster.samples[index * stride..<(index + 1) * stride]))
    }
    return PNGParts.file(
      width: raster.width, height: raster.height, depth: depth, colourType: colourType, rows: pixels,
      before: palette.isEmpty ? [] : PNGParts.chunk("PLTE", palette))
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
