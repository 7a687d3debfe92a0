import Workbench

/// Damages valid files. Input `index` depends on the reader's name, the seed and the index alone, so that any
/// input can be made again.
public struct Mutator: Sendable {
  /// No input is longer: room for the longest valid file, and for some of another.
  let maximumByteCount: Int
  let seeds: [[UInt8]]
  let form: any FileForm
  let seed: UInt64
  let purpose: String

  /// The mutations of some valid files; the first inputs are the files themselves.
  init(_ seeds: [[UInt8]], form: any FileForm, seed: UInt64, name: String) {
    self.seeds = seeds
    self.form = form
    self.seed = seed
    purpose = "fuzzing \(name)"
    maximumByteCount = max(1 << 14, (seeds.map(\.count).max() ?? 0) * 5 / 4)
  }

  /// The bytes of an input.
  public func input(_ index: Int) -> [UInt8] {
    guard index >= seeds.count else { return seeds[index] }
    var random = RandomStream(seed: seed, purpose: purpose, items: index)
    var bytes = seeds[random.integer(below: seeds.count)]
    for _ in 0..<12 {
      change(&bytes, &random)
      if bytes.count > maximumByteCount { bytes.removeLast(bytes.count - maximumByteCount) }
      if random.integer(below: 3) == 0 { break }
    }
    if random.integer(below: 5) > 0 { form.repair(&bytes) }
    return bytes
  }

  // MARK: -

  private func change(_ bytes: inout [UInt8], _ random: inout RandomStream) {
    switch random.integer(below: 20) {
    case 0..<5: changeField(&bytes, &random)
    case 5..<8: changeParts(&bytes, &random)
    case 8..<10: insertWord(&bytes, &random)
    case 10..<12: flipBit(&bytes, &random)
    case 12..<14: setByte(&bytes, &random)
    case 14: insertBytes(&bytes, &random)
    case 15: remove(stretch(of: bytes, &random), from: &bytes)
    case 16: bytes.removeLast(bytes.isEmpty ? 0 : random.integer(below: bytes.count))
    case 17: splice(&bytes, &random)
    case 18: setNumber(&bytes, &random)
    default: copy(&bytes, &random)
    }
  }

  private func changeField(_ bytes: inout [UInt8], _ random: inout RandomStream) {
    let fields = form.fields(in: bytes)
    guard !fields.isEmpty else { return setNumber(&bytes, &random) }
    let field = fields[random.integer(below: fields.count)]
    bytes.set(field, to: Self.unpleasant(near: bytes.number(field), bytes.count, &random))
  }

  private func changeParts(_ bytes: inout [UInt8], _ random: inout RandomStream) {
    let parts = form.parts(of: bytes)
    guard !parts.isEmpty else { return copy(&bytes, &random) }
    let part = parts[random.integer(below: parts.count)]
    switch random.integer(below: 4) {
    case 0: remove(part, from: &bytes)
    case 1:
      let content = bytes[part]
      let copies = random.integer(below: 8) == 0 ? 1 + random.integer(below: 300) : 1
      for _ in 0..<copies where bytes.count <= maximumByteCount {
        bytes.insert(contentsOf: content, at: part.lowerBound)
      }
    case 2:
      let other = parts[random.integer(below: parts.count)]
      let content = Array(bytes[part])
      bytes.replaceSubrange(part, with: bytes[other])
      if other.lowerBound >= part.upperBound {
        let shift = other.count - part.count
        bytes.replaceSubrange(other.lowerBound + shift..<other.upperBound + shift, with: content)
      }
    default:
      // A part of another valid file.
      let donor = seeds[random.integer(below: seeds.count)]
      let donated = form.parts(of: donor)
      guard !donated.isEmpty else { return }
      bytes.insert(contentsOf: donor[donated[random.integer(below: donated.count)]], at: part.upperBound)
    }
  }

  private func insertWord(_ bytes: inout [UInt8], _ random: inout RandomStream) {
    guard !form.words.isEmpty else { return setByte(&bytes, &random) }
    let word = form.words[random.integer(below: form.words.count)]
    let copies = random.integer(below: 12) == 0 ? 1 + random.integer(below: 4096) : 1
    let place = random.integer(below: bytes.count + 1)
    var content: [UInt8] = []
    for _ in 0..<copies where content.count < maximumByteCount { content += word }
    if random.integer(below: 2) == 0 { remove(place..<min(bytes.count, place + word.count), from: &bytes) }
    bytes.insert(contentsOf: content, at: place)
  }

  private func flipBit(_ bytes: inout [UInt8], _ random: inout RandomStream) {
    guard !bytes.isEmpty else { return }
    bytes[random.integer(below: bytes.count)] ^= 1 << UInt8(random.integer(below: 8))
  }

  private func setByte(_ bytes: inout [UInt8], _ random: inout RandomStream) {
    guard !bytes.isEmpty else { return }
    bytes[random.integer(below: bytes.count)] = UInt8(random.integer(below: 256))
  }

  private func insertBytes(_ bytes: inout [UInt8], _ random: inout RandomStream) {
    let count = 1 + random.integer(below: random.integer(below: 8) == 0 ? 2000 : 8)
    let value = UInt8(random.integer(below: 256))
    let isNoise = random.integer(below: 2) == 0
    bytes.insert(
      contentsOf: (0..<count).map { _ in isNoise ? UInt8(random.integer(below: 256)) : value },
      at: random.integer(below: bytes.count + 1))
  }

  private func splice(_ bytes: inout [UInt8], _ random: inout RandomStream) {
    let other = seeds[random.integer(below: seeds.count)]
    let from = random.integer(below: other.count + 1)
    let start =
      random.integer(below: 2) == 0 ? min(from, bytes.count) : random.integer(below: bytes.count + 1)
    bytes.replaceSubrange(start..., with: other[from...])
  }

  private func setNumber(_ bytes: inout [UInt8], _ random: inout RandomStream) {
    let byteCount = [1, 2, 4, 8][random.integer(below: 4)]
    guard bytes.count >= byteCount else { return }
    let field = Field(
      offset: random.integer(below: bytes.count - byteCount + 1), byteCount: byteCount,
      isLittleEndian: random.integer(below: 2) == 0)
    bytes.set(field, to: Self.unpleasant(near: bytes.number(field), bytes.count, &random))
  }

  private func copy(_ bytes: inout [UInt8], _ random: inout RandomStream) {
    let content = Array(bytes[stretch(of: bytes, &random)])
    let place = random.integer(below: bytes.count + 1)
    if random.integer(below: 2) == 0 {
      bytes.insert(contentsOf: content, at: place)
    } else {
      bytes.replaceSubrange(place..<min(bytes.count, place + content.count), with: content)
    }
  }

  // MARK: -

  private func stretch(of bytes: [UInt8], _ random: inout RandomStream) -> Range<Int> {
    guard !bytes.isEmpty else { return 0..<0 }
    let start = random.integer(below: bytes.count)
    let limit = random.integer(below: 4) == 0 ? bytes.count - start : min(16, bytes.count - start)
    return start..<start + 1 + random.integer(below: limit)
  }

  private func remove(_ range: Range<Int>, from bytes: inout [UInt8]) {
    if bytes.count > range.count { bytes.removeSubrange(range) }
  }

  /// A number that programs forget: a limit of a type, the file's length, one more or less than was there.
  private static func unpleasant(
    near value: UInt64, _ byteCount: Int, _ random: inout RandomStream
  ) -> UInt64 {
    let limits: [UInt64] = [
      0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 127, 128, 255, 256, 1000, 4095, 4096, 32767, 32768, 65535, 65536,
      0xff_ffff, 0x7fff_fffe, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff, 0x1_0000_0000,
      0x7fff_ffff_ffff_ffff, 0x8000_0000_0000_0000, .max,
    ]
    switch random.integer(below: 6) {
    case 0...1: return limits[random.integer(below: limits.count)]
    case 2: return value &+ UInt64(1 + random.integer(below: 4))
    case 3: return value &- UInt64(1 + random.integer(below: 4))
    case 4: return UInt64(byteCount) &+ UInt64(random.integer(below: 5)) &- 2
    default: return value << UInt64(random.integer(below: 4)) ^ (1 << UInt64(random.integer(below: 64)))
    }
  }
}
