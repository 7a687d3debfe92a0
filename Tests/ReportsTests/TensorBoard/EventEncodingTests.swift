import Foundation
import Testing
import TestSupport

@testable import Reports

@Suite struct EventEncodingTests {
  /// What `Tests/Peers/tensorboard_events.py golden` wrote.
  private let golden = try? Data(contentsOf: SourceTree.test("ReportsTests/Golden/events.tfevents"))

  private static let picture = Data((0..<512).map { UInt8($0 % 256) })

  private static func scalars(_ step: Int, _ values: [(String, Float)]) -> TensorBoardEvent {
    TensorBoardEvent(
      step: step, values: values.map { TensorBoardEvent.Value(tag: $0, content: .scalar($1)) })
  }

  private static let events: [(event: TensorBoardEvent, time: Double)] = [
    (TensorBoardEvent(step: 0, values: []), 1_234_567_890.5),
    (scalars(1, [("m-net/loss", 1.625), ("m-net/learning_rate", 1e-5)]), 1_234_567_891.25),
    (
      scalars(
        300,
        [
          ("m-net/loss", .nan), ("m-net/zero", 0), ("m-net/largest", .greatestFiniteMagnitude),
          ("m-net/é", -.infinity),
        ]), 1_234_567_892
    ),
    (
      TensorBoardEvent(
        step: 0,
        values: [
          TensorBoardEvent.Value(
            tag: "attention/10_left", content: .picture(picture, width: 1400, height: 7))
        ]), 1_234_567_893
    ),
  ]

  @Test func `events have the bytes that TensorBoard's own writer gives them`() throws {
    let golden = try #require(golden)
    let written = Self.events.reduce(Data()) { $0 + RecordFraming.framed($1.event.encoded(at: $1.time)) }
    #expect(written == golden)
  }

  @Test func `the checksum is that of RFC 3720`() {
    let cases: [(Data, UInt32)] = [
      (Data(repeating: 0, count: 32), 0x8A91_36AA), (Data(repeating: 0xFF, count: 32), 0x62A8_AB43),
      (Data((0..<32).map { UInt8($0) }), 0x46DD_794E), (Data("123456789".utf8), 0xE306_9283),
      (Data(), 0),
    ]
    for (data, checksum) in cases { #expect(CyclicChecksum.crc32c(data) == checksum) }
  }

  @Test func `records are read up to the first that is damaged or cut off`() throws {
    let golden = try #require(golden)
    let contents = RecordFraming.contents(of: golden)
    #expect(contents.count == 4)
    #expect(contents.map { TensorBoardEvent.time(of: $0)?.seconds } == Self.events.map(\.time))
    for count in [0, 1, 11, golden.count - 1] {
      let expected = count == golden.count - 1 ? 3 : 0
      #expect(RecordFraming.contents(of: golden.prefix(count)).count == expected, "\(count) bytes")
    }
    // One bit anywhere in the second record, its length and checksums included.
    let first = RecordFraming.framed(contents[0]).count
    for place in first..<first + RecordFraming.framed(contents[1]).count {
      var damaged = golden
      damaged[place] ^= 4
      #expect(RecordFraming.contents(of: damaged) == [contents[0]], "byte \(place)")
    }
  }
}
