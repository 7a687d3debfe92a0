/// HDF5: blocks of metadata, told by their signatures, with little-endian numbers behind them.
///
/// Source: HDF5 File Format Specification 3.0. Checksums of the newer blocks (Jenkins' lookup3) are not put
/// right: the older blocks, which have none, are where damage goes deep.
struct HDF5Form: FileForm {
  func parts(of bytes: [UInt8]) -> [Range<Int>] {
    let starts = Self.blockStarts(bytes)
    return starts.indices.map { index in
      starts[
        index]..<min(
          index + 1 < starts.count ? starts[index + 1] : bytes.count, starts[index] + 256)
    }
  }

  func fields(in bytes: [UInt8]) -> [Field] {
    Self.blockStarts(bytes).flatMap { start in
      (0..<24).flatMap { step -> [Field] in
        let offset = start + 4 + step * 4
        return [
          Field(offset: offset, byteCount: 1, isLittleEndian: true),
          Field(offset: offset, byteCount: step % 2 == 0 ? 4 : 2, isLittleEndian: true),
          Field(offset: offset + 4, byteCount: 8, isLittleEndian: true),
        ]
      }
    }
  }

  let words: [[UInt8]] =
    ["\u{89}HDF", "TREE", "HEAP", "SNOD", "OHDR", "OCHK", "FRHP", "BTHD", "GCOL"].map { Array($0.utf8) }
    + [[UInt8](repeating: 0xFF, count: 8), [UInt8](repeating: 0, count: 8), [1, 0, 8, 0, 0, 0, 0, 0]]

  /// The signature, and in superblocks of version 0 the end of the file: without them the library looks no further.
  func repair(_ bytes: inout [UInt8]) {
    guard bytes.count >= 96 else { return }
    bytes.replaceSubrange(0..<8, with: [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A])
    let hasLongOffsets = bytes[13] == 8
    guard bytes[8] == 0, hasLongOffsets else { return }
    bytes.set(Field(offset: 40, byteCount: 8, isLittleEndian: true), to: UInt64(bytes.count))
  }

  // MARK: -

  /// Where blocks begin: signatures, and the object headers of version 1, which have none but begin
  /// `01 00 <messages> 00 01 00 00 00` on a multiple of 8.
  private static func blockStarts(_ bytes: [UInt8]) -> [Int] {
    guard bytes.count > 16 else { return [] }
    let signatures: Set<UInt32> = Set(
      ["TREE", "HEAP", "SNOD", "OHDR", "OCHK", "FRHP", "FSHD", "BTHD", "BTLF", "GCOL", "EAHD", "FAHD"].map {
        $0.utf8.reduce(0) { $0 << 8 | UInt32($1) }
      })
    var starts = [0]
    var window: UInt32 = 0
    for index in bytes.indices {
      window = window << 8 | UInt32(bytes[index])
      if signatures.contains(window) { starts.append(index - 3) }
      if index % 8 == 0, index + 8 <= bytes.count, bytes[index] == 1, bytes[index + 1] == 0,
        bytes[index + 3] == 0, bytes[index + 4] == 1, bytes[index + 2] != 0
      {
        starts.append(index)
      }
    }
    return starts
  }
}
