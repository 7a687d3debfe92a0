import Dispatch
import Foundation
import Workbench

/// Reads a feature file of unknown origin in a short-lived child process first.
///
/// libhdf5 itself can crash or hang on a corrupt file. Then only the child dies, and the parent reports it in a
/// sentence.
public enum FeatureFileProbe {
  /// The hidden verb with which the program probes a file: `zoomin __probe FILE DATASET`.
  public static let verb = "__probe"

  /// What the child does: it limits its memory to that of a stage on this machine, probes the file, and prints what
  /// is wrong on standard output, in the form that `checked` reads.
  ///
  /// - Throws: `FeatureStoreError`.
  public static func answer(_ url: URL, dataset: String) throws {
    limitMemory()
    do {
      if dataset == NeighbourFile.dataset {
        _ = try NeighbourFile(url)
      } else {
        try probe(url, dataset: dataset)
      }
    } catch let error as FeatureStoreError {
      let brief = FeatureStoreError(
        error.code, at: error.place, Sentence.printable(error.reason), picture: error.picture, row: error.row,
        remedy: error.remedy)
      try FileHandle.standardOutput.write(contentsOf: CanonicalJSON.line(brief))
      throw error
    }
  }

  /// Reads everything in the file: every column, every feature, and compares the content hash with the one
  /// written into it. In a file of another program, rows without content are refused, see `BlankRows`.
  ///
  /// - Throws: `FeatureStoreError`.
  /// - Complexity: O(bytes of the file).
  public static func probe(_ url: URL, dataset: String = DatasetPath.features) throws {
    let reader = try FeatureReader(url, dataset: dataset)
    _ = try reader.regions()
    _ = try reader.images()
    _ = try reader.lesions()
    _ = try reader.coordinates()
    var blank = BlankRows(of: reader)
    try reader.forEachBlock { blank.look(at: $1, from: $0.lowerBound) }
    try blank.conclude()
    let hash = try reader.contentHash()
    if let stored = reader.storedContentHash, stored != hash {
      throw FeatureStoreError(
        .malformed, at: url.path, "has other values than were written: its content hash differs",
        remedy: "Fetch or mine the file again.")
    }
  }

  /// Probes the file in a child process, then opens it here.
  ///
  /// - Parameters:
  ///   - url: the feature file.
  ///   - dataset: the path of the features in a file of another program.
  ///   - program: the program to start as `program __probe FILE DATASET`; it must call `answer` and exit 0 when that
  ///     returns. A file that the child finds faulty is never opened here.
  ///   - secondsAllowed: processor time that the child may use; by default one minute plus one second for every 5 MB.
  ///     Its elapsed time may be twenty times as long, because the machine may be busy or wait for its disk.
  /// - Throws: `FeatureStoreError`, with code `.crashed` if the child died or hung.
  public static func checked(
    _ url: URL, dataset: String = DatasetPath.features, program: URL, secondsAllowed: Double? = nil
  ) throws -> FeatureReader {
    if FileKind(of: url) == .file {
      try check(url, dataset: dataset, program: program, secondsAllowed: secondsAllowed)
    }
    // It throws the error if there is no such file.
    return try FeatureReader(url, dataset: dataset)
  }

  /// Has a child process read a file.
  ///
  /// - Throws: `FeatureStoreError`, as `checked`.
  static func check(_ url: URL, dataset: String, program: URL, secondsAllowed: Double? = nil) throws {
    let child = Process()
    child.executableURL = program
    child.arguments = [verb, url.path, dataset]
    child.standardInput = FileHandle.nullDevice
    let output = Pipe()
    child.standardOutput = output
    child.standardError = FileHandle.nullDevice
    let ended = DispatchSemaphore(value: 0)
    child.terminationHandler = { _ in ended.signal() }
    do {
      try child.run()
    } catch {
      throw FeatureStoreError(
        .unreadable, at: url.path, "cannot be checked: \(program.path) does not start")
    }
    let allowed = secondsAllowed ?? allowance(url)
    let latest = DispatchTime.now() + patience * allowed
    while ended.wait(timeout: .now() + 0.1) == .timedOut {
      guard processorSeconds(of: child) < allowed, .now() < latest else {
        kill(child.processIdentifier, SIGKILL)
        ended.wait()
        throw crash(url, "the HDF5 library hangs on it")
      }
    }
    if child.terminationReason == .uncaughtSignal {
      throw crash(url, "the HDF5 library crashes on it (signal \(child.terminationStatus))")
    }
    if child.terminationStatus != 0 {
      // One error is far smaller than the buffer of a pipe, so the child did not have to wait for this.
      let words = output.fileHandleForReading.readDataToEndOfFile()
      if let error = try? CanonicalJSON.decode(FeatureStoreError.self, from: words, place: url.path) {
        throw error
      }
      throw FeatureStoreError(
        .unreadable, at: url.path, "the process that checks it ended with \(child.terminationStatus)",
        remedy: "Fetch or make the file again.")
    }
  }

  // MARK: -

  /// The elapsed time allowed, as a multiple of the processor time allowed.
  private static let patience = 20.0

  private static func processorSeconds(of child: Process) -> Double {
    var clock = clockid_t()
    var time = timespec()
    guard clock_getcpuclockid(child.processIdentifier, &clock) == 0, clock_gettime(clock, &time) == 0 else {
      return 0  // The child has just ended.
    }
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static func allowance(_ url: URL) -> Double {
    let attributes = try? FileManager.default.attributesOfItem(atPath: url.path)
    return 60 + Double(attributes?[.size] as? Int ?? 0) / 5e6
  }

  /// A corrupt file can make the library request any amount of memory. The limit refuses it before the machine swaps.
  private static func limitMemory() {
    // The address sanitizer reserves terabytes for itself.
    guard dlsym(nil, "__asan_init") == nil else { return }
    let bytes = rlim_t(ResourceBudget.machine.memoryBytes)
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = min(bytes, limit.rlim_max)
    setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit)
  }

  private static func crash(_ url: URL, _ reason: String) -> FeatureStoreError {
    FeatureStoreError(
      .crashed, at: url.path, "\(reason): the file is corrupt", remedy: "Fetch or make the file again.")
  }
}
