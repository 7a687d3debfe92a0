import Foundation
import Workbench

/// The content of `phantom.json`: the generator's version and configuration. Its presence means that the folder is
/// complete.
struct PhantomSeal: Codable, Equatable {
  /// The version of the drawing.
  let generatorVersion: Int
  /// The configuration, every default written out.
  let configuration: PhantomConfiguration

  /// The seal of a data set that this program would draw.
  init(configuration: PhantomConfiguration) {
    generatorVersion = PhantomConfiguration.generatorVersion
    self.configuration = configuration
  }

  /// The name of the file.
  static let name = "phantom.json"

  /// Whether the folder holds the complete data set of this seal.
  ///
  /// - Throws: `PhantomsError` with code `.occupied` if it contains a complete data set of another seal;
  ///   `WorkbenchError` if the file is damaged.
  func isComplete(in folder: URL) throws -> Bool {
    let url = folder.appendingPathComponent(Self.name)
    guard FileManager.default.fileExists(atPath: url.path) else { return false }
    let found = try CanonicalJSON.decode(
      PhantomSeal.self, from: url, damaged: "Remove the folder or name another.")
    guard found == self else { throw Self.occupied(folder) }
    return true
  }

  /// Writes the file.
  func close(_ folder: URL) throws {
    try AtomicFile.write(try CanonicalJSON.data(self), to: folder.appendingPathComponent(Self.name))
    try? FileManager.default.removeItem(at: folder.appendingPathComponent(PhantomJournal.name))
  }

  /// The error for a folder with other pictures.
  static func occupied(_ folder: URL) -> PhantomsError {
    PhantomsError(
      .occupied, at: folder.path, "holds drawn pictures of another configuration or generator version",
      remedy: "Name another folder or remove this one.")
  }
}
