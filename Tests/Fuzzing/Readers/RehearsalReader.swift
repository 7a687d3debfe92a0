import Foundation

/// A reader that crashes, hangs and breaks promises, by the first byte of the input.
struct RehearsalReader: FuzzedReader {
  let form: any FileForm = TextForm([])

  func seeds() throws -> [[UInt8]] {
    [Array("sound".utf8), Array("crash".utf8), Array("hang".utf8), Array("defect".utf8), Array("error".utf8)]
  }

  func read(_ bytes: [UInt8]) throws {
    switch bytes.starts(with: Array("crash".utf8)) ? "crash" : String(decoding: bytes, as: UTF8.self) {
    case "crash": fatalError("the rehearsal crashes")
    case "hang": while Date.now < .distantFuture {}
    case "defect": throw Defect("the rehearsal's defect")
    case "error": throw CocoaError(.featureUnsupported)
    default: return
    }
  }
}
