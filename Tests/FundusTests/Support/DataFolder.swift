import Foundation
import Imaging
import Synchronization

private let made = Mutex<[URL]>([])

/// A folder for one test, removed when the process ends: a test may read from it to its last line, and the
/// compiler lets go of a value after its last mention.
struct DataFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("fundus-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    let isFirst = made.withLock { folders in
      folders.append(url)
      return folders.count == 1
    }
    if isFirst {
      atexit { made.withLock { for url in $0 { try? FileManager.default.removeItem(at: url) } } }
    }
  }

  /// Writes a text file and answers its path.
  @discardableResult
  func write(_ text: String, _ name: String) throws -> String {
    try write(Data(text.utf8), name)
  }

  @discardableResult
  func write(_ data: Data, _ name: String) throws -> String {
    let file = url.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
    return file.path
  }

  /// Writes files that are only looked for, never opened.
  func touch(_ names: String...) throws {
    for name in names { try write("", name) }
  }
}

/// A drawn photograph: a reddish disc on a dark border.
struct DiscPicture {
  var width = 300
  var height = 200
  var centreX = 150.0
  var centreY = 100.0
  var radius = 80.0
  var border: [UInt8] = [3, 2, 4]
  var disc: [UInt8] = [150, 80, 40]

  func raster() -> Raster {
    var samples = [UInt8]()
    samples.reserveCapacity(width * height * 3)
    for row in 0..<height {
      for column in 0..<width {
        let dx = Double(column) + 0.5 - centreX
        let dy = Double(row) + 0.5 - centreY
        samples += dx * dx + dy * dy <= radius * radius ? disc : border
      }
    }
    return Raster(width: width, height: height, channelCount: 3, samples: samples)
  }
}
