import Dispatch
import Foundation
import Workbench

/// The walk through a feature file of unknown origin, by a short-lived child process.
///
/// libhdf5 itself can crash, or never return, on a corrupt file. The child takes the risk: where it dies, the
/// parent answers with a sentence.
public enum FeatureFileProbe {
  /// The hidden verb by which the program walks a file: `zoomin __probe FILE`.
  public static let verb = "__probe"

  /// Reads everything in the file: every column, every feature, and compares the content hash with the one
  /// written into it. This is what the child does.
  ///
  /// - Throws: `FeatureStoreError`.
  /// - Complexity: O(bytes of the file).
  public static func probe(_ url: URL) throws {
    let reader = try FeatureReader(url)
    _ = try reader.regions()
    _ = try reader.images()
    _ = try reader.lesions()
    _ = try reader.coordinates()
    try reader.forEachBlock { _, _ in }
    let hash = try reader.contentHash()
    if let stored = reader.storedContentHash, stored != hash {
      throw FeatureStoreError(
        .malformed, at: url.path, "holds other values than were written: its content hash does not fit",
        remedy: "Fetch or mine the file again.")
    }
  }

  /// Walks the file in a child process, then opens it here.
  ///
  /// - Parameters:
  ///   - url: the feature file.
  ///   - program: the program to start as `program __probe FILE`; it must call `probe` and exit 0 when that
  ///     returns. Its output is dropped: an ordinary error is found again here, where it keeps its type.
  ///   - secondsAllowed: how long the child may take; by default a minute and a second for every 5 MB.
  /// - Throws: `FeatureStoreError`, with code `.crashed` where the child died or hung.
  public static func checked(
    _ url: URL, program: URL, secondsAllowed: Double? = nil
  ) throws -> FeatureReader {
    var isFolder: ObjCBool = false
    if !FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) || isFolder.boolValue {
      return try FeatureReader(url)  // It says so.
    }
    let child = Process()
    child.executableURL = program
    child.arguments = [verb, url.path]
    child.standardInput = FileHandle.nullDevice
    child.standardOutput = FileHandle.nullDevice
    child.standardError = FileHandle.nullDevice
    let ended = DispatchSemaphore(value: 0)
    child.terminationHandler = { _ in ended.signal() }
    do {
      try child.run()
    } catch {
      throw FeatureStoreError(
        .unreadable, at: url.path, "cannot be checked: \(program.path) does not start")
    }
    guard ended.wait(timeout: .now() + (secondsAllowed ?? allowance(url))) == .success else {
      kill(child.processIdentifier, SIGKILL)
      ended.wait()
      throw crash(url, "the HDF5 library does not come to an end on it")
    }
    if child.terminationReason == .uncaughtSignal {
      throw crash(url, "the HDF5 library crashes on it (signal \(child.terminationStatus))")
    }
    if child.terminationStatus != 0 {
      try probe(url)
      throw FeatureStoreError(
        .unreadable, at: url.path,
        "the process that checked it ended with \(child.terminationStatus), but nothing wrong was found here")
    }
    return try FeatureReader(url)
  }

  // MARK: -

  private static func allowance(_ url: URL) -> Double {
    let attributes = try? FileManager.default.attributesOfItem(atPath: url.path)
    return 60 + Double(attributes?[.size] as? Int ?? 0) / 5e6
  }

  private static func crash(_ url: URL, _ reason: String) -> FeatureStoreError {
    FeatureStoreError(
      .crashed, at: url.path, "\(reason): the file is corrupt", remedy: "Fetch or make the file again.")
  }
}
