/// A picture whose samples have up to 16 bits, written as cameras and other programs write them, without compression.
public struct WrittenPicture: Sendable {
  /// An entry of a TIFF's directory.
  public typealias Entry = (tag: UInt16, type: UInt16, values: [UInt32])

  /// Columns and rows.
  public var width, height: Int
  /// Samples of a pixel, 1...4.
  public var channelCount: Int
  /// Samples, rows from the top, channels interleaved.
  public var samples: [UInt16]

  /// A picture of 8-bit samples, scaled to those of another depth.
  public init(width: Int, height: Int, channelCount: Int, bytes: [UInt8], depth: Int = 8) {
    (self.width, self.height, self.channelCount) = (width, height, channelCount)
    let white = (1 << depth) - 1
    samples = bytes.map { UInt16((Int($0) * white + 127) / 255) }
  }

  /// The picture with every sample changed.
  public func map(_ change: (UInt16) -> UInt16) -> WrittenPicture {
    var picture = self
    picture.samples = samples.map(change)
    return picture
  }

  /// The picture with one more channel, of the same sample everywhere.
  public func adding(channel sample: UInt16) -> WrittenPicture {
    var picture = self
    picture.channelCount += 1
    picture.samples = []
    for pixel in 0..<width * height {
      picture.samples += samples[pixel * channelCount..<(pixel + 1) * channelCount]
      picture.samples.append(sample)
    }
    return picture
  }

  /// One channel as a grey picture.
  public func channel(_ index: Int) -> WrittenPicture {
    var picture = self
    picture.channelCount = 1
    picture.samples = (0..<width * height).map { samples[$0 * channelCount + index] }
    return picture
  }

  /// Every `step`-th pixel of every `step`-th row.
  public func thinned(by step: Int) -> WrittenPicture {
    var picture = self
    let (rows, columns) = (stride(from: 0, to: height, by: step), stride(from: 0, to: width, by: step))
    (picture.width, picture.height) = (Array(columns).count, Array(rows).count)
    picture.samples = []
    for row in rows {
      for column in columns {
        let start = (row * width + column) * channelCount
        picture.samples += samples[start..<start + channelCount]
      }
    }
    return picture
  }

  /// A PNG of 8 or 16 bits.
  public func png(bits: Int = 16, before: [UInt8] = [], after: [UInt8] = []) -> [UInt8] {
    let stride = width * channelCount
    var rows: [UInt8] = []
    for row in 0..<height {
      rows.append(0)  // no filter
      for sample in samples[row * stride..<(row + 1) * stride] {
        if bits > 8 { rows.append(UInt8(sample >> 8)) }
        rows.append(UInt8(sample & 255))
      }
    }
    return PNGParts.file(
      width: width, height: height, depth: UInt8(bits), colourType: [0, 4, 2, 6][channelCount - 1],
      rows: rows,
      before: before, after: after)
  }

  /// A page of a TIFF: samples of `bits` bits packed without gaps, in one strip. `entries` replace its own.
  public func page(bits: Int, entries: [Entry] = []) -> TIFFPage {
    let isColour = channelCount >= 3
    var own: [Entry] = [
      (256, 4, [UInt32(width)]), (257, 4, [UInt32(height)]),
      (258, 3, Array(repeating: UInt32(bits), count: channelCount)), (259, 3, [1]),
      (262, 3, [isColour ? 2 : 1]), (277, 3, [UInt32(channelCount)]), (278, 4, [UInt32(height)]),
    ]
    own.removeAll { one in entries.contains { $0.tag == one.tag } }
    return TIFFPage(entries: own + entries, strip: strip(bits: bits))
  }

  /// A TIFF of one page.
  public func tiff(bits: Int, _ entries: Entry...) -> [UInt8] {
    TIFFPage.file([page(bits: bits, entries: entries)])
  }

  // MARK: -

  private func strip(bits: Int) -> [UInt8] {
    let stride = width * channelCount
    var bytes: [UInt8] = []
    if bits == 16 {
      for sample in samples {
        bytes.append(UInt8(sample & 255))
        bytes.append(UInt8(sample >> 8))
      }
      return bytes
    }
    for row in 0..<height where stride > 0 && !samples.isEmpty {
      var held = 0
      var count = 0
      for sample in samples[row * stride..<(row + 1) * stride] {
        held = held << bits | Int(sample)
        count += bits
        while count >= 8 {
          count -= 8
          bytes.append(UInt8(truncatingIfNeeded: held >> count))
        }
        held &= (1 << count) - 1
      }
      if count > 0 { bytes.append(UInt8(truncatingIfNeeded: held << (8 - count))) }
    }
    return bytes
  }
}

/// A page of a little-endian TIFF. Source: TIFF 6.0, section 2.
public struct TIFFPage: Sendable {
  /// The directory without the place of the strip.
  public var entries: [WrittenPicture.Entry]
  /// The pixels.
  public var strip: [UInt8]

  /// A page of its entries and pixels.
  public init(entries: [WrittenPicture.Entry], strip: [UInt8]) {
    (self.entries, self.strip) = (entries, strip)
  }

  /// A file of pages, one after the other.
  public static func file(_ pages: [TIFFPage]) -> [UInt8] {
    var bytes: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0]
    for (index, page) in pages.enumerated() {
      let count = page.entries.count + 2
      var place = bytes.count + 2 + count * 12 + 4
      var (directory, content) = ([UInt8](), [UInt8]())
      let ends: [WrittenPicture.Entry] = [(273, 4, [0]), (279, 4, [UInt32(page.strip.count)])]
      let all = page.entries + ends
      let sizes = all.map { $0.values.count * size($0.type) }
      let strip = place + sizes.filter { $0 > 4 }.reduce(0, +)
      for entry in all.sorted(by: { $0.tag < $1.tag }) {
        let values = entry.tag == 273 ? [UInt32(strip)] : entry.values
        let packed = values.flatMap { little(Int($0), size(entry.type)) }
        directory += little(Int(entry.tag), 2) + little(Int(entry.type), 2) + little(values.count, 4)
        if packed.count <= 4 {
          directory += packed + Array(repeating: 0, count: 4 - packed.count)
        } else {
          directory += little(place, 4)
          content += packed
          place += packed.count
        }
      }
      // The next directory stands at an even place.
      let padding = Array(repeating: UInt8(0), count: (strip + page.strip.count) % 2)
      let next = index + 1 < pages.count ? strip + page.strip.count + padding.count : 0
      bytes += little(count, 2) + directory + little(next, 4) + content + page.strip + padding
    }
    return bytes
  }

  // MARK: -

  private static func size(_ type: UInt16) -> Int { type == 3 ? 2 : type == 1 ? 1 : 4 }

  private static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
