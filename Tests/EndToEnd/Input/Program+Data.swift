import Foundation
import Imaging
import Workbench

extension Program {
  /// Writes a file into the folder, with the folders above it.
  func write(_ bytes: [UInt8], as name: String) throws {
    let url = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  /// The data set `data` of some pictures with `manifest.csv`, all of grade 1.
  func dataSet(_ pictures: [String: [UInt8]]) throws {
    var table = "image,level\n"
    for (picture, bytes) in pictures.sorted(by: { $0.key < $1.key }) {
      try write(bytes, as: "data/\(picture)")
      table += "\(picture),1\n"
    }
    try write(Array(table.utf8), as: "data/manifest.csv")
  }

  /// A data set of the good pictures a.jpg and b.jpg with some table.
  func table(_ bytes: [UInt8], as name: String = "manifest.csv") throws {
    try write(try DrawnEye().jpeg(), as: "data/a.jpg")
    try write(try DrawnEye(centreX: 290).jpeg(), as: "data/b.jpg")
    try write(bytes, as: "data/\(name)")
  }

  /// Calls the program as a user whom permissions bind; root is not.
  func callUnprivileged(_ arguments: [String]) throws -> Outcome {
    guard geteuid() == 0 else { return try call(arguments) }
    let own = Self.executable.map { [$0.path] } ?? []
    let options = ["--reuid=65534", "--regid=65534", "--clear-groups"]
    return try call(options + own + arguments, executable: URL(filePath: "/usr/bin/setpriv"))
  }

  /// What was measured on a picture, and its prepared square, as they lie in the cache.
  func prepared(_ picture: String) throws -> (record: Record, square: Raster) {
    let source = try ContentHash.hexadecimal(ofFile: folder.appendingPathComponent(picture))
    let cache = folder.appendingPathComponent("outputs/cache/prepared")
    let keys = try FileManager.default.contentsOfDirectory(at: cache, includingPropertiesForKeys: nil)
      .filter { $0.hasDirectoryPath }
    guard keys.count == 1 else { throw CocoaError(.fileReadUnknown) }
    let place = keys[0].appendingPathComponent("\(source.prefix(2))/\(source)")
    let record = try JSONDecoder().decode(
      Record.self, from: try Data(contentsOf: place.appendingPathExtension("json")))
    let png = place.appendingPathExtension("png")
    let isLossless = FileManager.default.fileExists(atPath: png.path)
    return (record, try Raster.load(isLossless ? png : place.appendingPathExtension("jpg")))
  }

  /// The parts of a record that tests read.
  struct Record: Decodable {
    struct Outline: Decodable {
      let centreX, centreY, radiusX, radiusY: Double
    }
    let cropBox: [Double]
    let method: String
    let outline: Outline
    let sourceWidth, sourceHeight: Int
  }
}
