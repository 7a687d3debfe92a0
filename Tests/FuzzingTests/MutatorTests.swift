import Foundation
import Imaging
import Testing
import TestSupport

@testable import Fuzzing

@Suite("Damage") struct MutatorTests {
  @Test("follows from reader, seed and index alone; the first inputs are the valid files")
  func reproducible() throws {
    let folder = try TemporaryFolder().url
    let one = try ReaderName.png.mutator(seed: 3, scratch: folder)
    let same = try ReaderName.png.mutator(seed: 3, scratch: folder)
    let other = try ReaderName.png.mutator(seed: 4, scratch: folder)
    #expect((0..<40).allSatisfy { one.input($0) == same.input($0) })
    #expect((20..<40).contains { one.input($0) != other.input($0) })
    #expect((0..<one.seeds.count).allSatisfy { one.input($0) == one.seeds[$0] })
    #expect(Set((20..<220).map { one.input($0) }).count > 190)
  }

  @Test("Every valid file is taken, but for those of kinds that are refused", arguments: ReaderName.allCases)
  func seedsAreValid(_ name: ReaderName) throws {
    let folder = try TemporaryFolder().url
    let outcomes = try name.mutator(seed: 1, scratch: folder).seeds.map {
      try Replaying.outcome(of: $0, by: name, scratch: folder)
    }
    #expect(outcomes.allSatisfy { !$0.hasPrefix("defect") }, "\(outcomes)")
    let refused = outcomes.count { $0 != "taken" }
    #expect(refused <= outcomes.count / 3, "\(outcomes)")
  }

  @Test("Fields and parts lie inside, in damaged files too", arguments: ReaderName.allCases)
  func formsStayInside(_ name: ReaderName) throws {
    let folder = try TemporaryFolder().url
    let mutator = try name.mutator(seed: 5, scratch: folder)
    for index in 0..<150 {
      let bytes = mutator.input(index)
      for part in mutator.form.parts(of: bytes) {
        #expect(part.lowerBound >= 0 && part.upperBound <= bytes.count)
      }
    }
  }

  @Test("A changed chunk of a PNG is read again once its checksum is put right")
  func checksums() throws {
    var bytes = try #require(try SeedFiles.all("png").first)
    bytes[24] = 8  // the bit depth, first of the five bytes after the sides
    let form = PNGForm()
    var wrong = bytes
    wrong[28] ^= 1  // interlaced
    #expect(throws: ImagingError.self) { try Raster.decode(Data(wrong), place: "wrong") }
    let before = wrong[29..<33]
    form.repair(&wrong)
    #expect(wrong[29..<33] != before)
    wrong[28] ^= 1
    form.repair(&wrong)
    #expect(wrong[29..<33].elementsEqual(try #require(Self.checksum(of: bytes))))
  }

  @Test("The length of a safetensors header is put right")
  func headerLength() throws {
    var bytes = try #require(try SeedFiles.all("safetensors").first)
    let whole = bytes
    bytes[0] ^= 0x55
    SafetensorsForm().repair(&bytes)
    // With the blanks behind it, so that the arrays begin where they did.
    #expect(bytes == whole)
  }

  @Test("The end of an HDF5 file is put right, so that what was cut out of its middle is met, not its length")
  func endOfFile() throws {
    let whole = try #require(try SeedFiles.all("hdf5").last { $0[8] == 0 })
    var bytes = whole
    bytes[0] ^= 1
    bytes.removeLast(40)
    HDF5Form().repair(&bytes)
    #expect(bytes[..<40] == whole[..<40])
    #expect(bytes.count(at: 40, 8, little: true) == whole.count - 40)
  }

  @Test("Files of the program's own schema stay readable under some damage")
  func ownSchemaIsReached() throws {
    let folder = try TemporaryFolder().url
    let mutator = try ReaderName.hdf5.mutator(seed: 1, scratch: folder)
    #expect(mutator.seeds.allSatisfy { $0.count <= mutator.maximumByteCount })
    let marker = Array("zoomin-features".utf8)
    let whole = (mutator.seeds.count..<mutator.seeds.count + 90).map { mutator.input($0) }.count { input in
      input.count > 10_000 && input.count(at: 40, 8, little: true) == input.count
        && input.holds(marker)
    }
    #expect(whole > 10)
  }

  /// The checksum of the first chunk, by definition bit by bit.
  private static func checksum(of bytes: [UInt8]) -> [UInt8]? {
    let register = bytes[12..<29].reduce(0xFFFF_FFFF as UInt32) { register, byte in
      (0..<8).reduce(register ^ UInt32(byte)) { value, _ in
        value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1
      }
    }
    return withUnsafeBytes(of: (~register).bigEndian) { Array($0) }
  }
}

extension [UInt8] {
  /// Whether a stretch of bytes occurs.
  fileprivate func holds(_ stretch: [UInt8]) -> Bool {
    indices.contains { self[$0...].starts(with: stretch) }
  }
}
