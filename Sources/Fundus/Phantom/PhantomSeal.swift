import Foundation
import Workbench

/// What `phantom.json` says: which generator drew what. Its presence means that the folder is complete.
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
  /// - Throws: `FundusError` with code `.unwritable` where it holds a complete data set of another seal, and
  ///   `.malformed` where the file cannot be understood.
  func isComplete(in folder: URL) throws(FundusError) -> Bool {
    let url = folder.appendingPathComponent(Self.name)
    guard FileManager.default.fileExists(atPath: url.path) else { return false }
    guard let data = FileManager.default.contents(atPath: url.path) else {
      throw FundusError(.unreadable, at: url.path, "cannot be read")
    }
    let found: PhantomSeal
    do {
      found = try JSONDecoder().decode(PhantomSeal.self, from: data)
    } catch {
      throw FundusError(
        .malformed, at: url.path, "does not describe a drawn data set",
        remedy: "Remove the folder or name another.")
    }
    guard found == self else { throw Self.occupied(folder) }
    return true
  }

  /// Writes the file.
  func close(_ folder: URL) throws {
    try AtomicFile.write(try text(), to: folder.appendingPathComponent(Self.name))
    try? FileManager.default.removeItem(at: folder.appendingPathComponent(PhantomJournal.name))
  }

  /// The seal as JSON with sorted keys.
  func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }

  /// The folder is taken by other pictures.
  static func occupied(_ folder: URL) -> FundusError {
    FundusError(
      .unwritable, at: folder.path, "holds drawn pictures of another configuration or generator version",
      remedy: "Name another folder or remove this one.")
  }
}
