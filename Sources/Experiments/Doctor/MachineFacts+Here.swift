import Clustering
import FeatureStore
import Foundation
import Imaging
import Metrics
import NeuralNet
import Runs
import Workbench

extension MachineFacts {
  /// The facts of this process and machine; measures for about a fifth of a second.
  ///
  /// - Parameters:
  ///   - outputs: the folder of all runs; it need not exist yet.
  ///   - program: this program, to measure again without a pin; nil to leave that out.
  static func here(outputs: URL, program: URL?) -> MachineFacts {
    let environment = ProcessInfo.processInfo.environment
    let budget = ResourceBudget.machine
    let group = ControlGroup.current
    return MachineFacts(
      programVersion: ProgramVersion.current,
      processor: Processor(
        text: contents("/proc/cpuinfo"), coreCount: ProcessInfo.processInfo.processorCount),
      libraries: libraries,
      threads: Threads(
        allowedCount: AllowedCores.count, coreQuota: group.coreQuota, usedCount: budget.threadCount),
      memory: Memory(
        machineBytes: Int(clamping: ProcessInfo.processInfo.physicalMemory),
        availableBytes: bytes(of: "MemAvailable", in: contents("/proc/meminfo")) ?? 0,
        groupBytes: group.memoryBytes, plannedBytes: budget.memoryBytes),
      disk: Disk(outputs),
      environmentPins: EnvironmentPins.among(environment),
      matrixSpeed: matrixSpeed(environment, program),
      missingFont: ImagingLibraries.missingFont?.message)
  }

  /// The libraries whose numbers end up in results, and those that read and write them.
  static var libraries: [Library] {
    [
      Library(name: "oneDNN", version: Backend.version, kernels: Backend.instructionSet),
      Library(name: "OpenBLAS", version: MatrixLibrary.version, kernels: MatrixLibrary.coreName),
      Library(name: "HDF5", version: FeatureLibrary.version),
      Library(name: "libsvm", version: SupportVectorLibrary.version),
    ]
      + ImagingLibraries.versions.sorted { $0.key < $1.key }.map { Library(name: $0.key, version: $0.value) }
  }

  // MARK: -

  /// How long the measurement without a pin may take.
  private static let measuringSeconds = 20.0

  private static func matrixSpeed(_ environment: [String: String], _ program: URL?) -> MatrixSpeed {
    var speed = MatrixSpeed(gigaflops: MatrixLibrary.measuredGigaflops())
    guard environment["OPENBLAS_CORETYPE"] != nil, let program else { return speed }
    let child = Process()
    let output = Pipe()
    child.executableURL = program
    child.arguments = [MatrixProbe.verb]
    child.environment = environment.filter { $0.key != "OPENBLAS_CORETYPE" }
    child.standardInput = FileHandle.nullDevice
    child.standardError = FileHandle.nullDevice
    child.standardOutput = output
    let ended = DispatchSemaphore(value: 0)
    child.terminationHandler = { _ in ended.signal() }
    guard (try? child.run()) != nil else { return speed }
    guard ended.wait(timeout: .now() + measuringSeconds) == .success else {
      kill(child.processIdentifier, SIGKILL)
      return speed
    }
    let answer = output.fileHandleForReading.readDataToEndOfFile()
    // Without an answer the comparison is left out; the report then gives no figure for it.
    if let probe = try? JSONDecoder().decode(MatrixProbe.self, from: answer) {
      speed.unpinnedGigaflops = probe.gigaflops
      speed.unpinnedKernels = probe.kernels
    }
    return speed
  }

  private static func contents(_ path: String) -> String {
    (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }

  /// A figure of `/proc/meminfo`, which counts in kB.
  static func bytes(of name: String, in text: String) -> Int? {
    let line = text.split(separator: "\n").first { $0.hasPrefix("\(name):") }
    return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
  }
}

/// What the child says that measures OpenBLAS without a pin: `zoomin __multiply`.
public struct MatrixProbe: Codable, Sendable {
  /// The hidden verb.
  public static let verb = "__multiply"

  let gigaflops: Double
  let kernels: String

  /// Measures here, and answers in JSON.
  public static func answer() throws -> String {
    try CanonicalJSON.text(
      MatrixProbe(gigaflops: MatrixLibrary.measuredGigaflops(), kernels: MatrixLibrary.coreName))
  }
}

extension MachineFacts.Processor {
  /// The first processor of `/proc/cpuinfo`.
  init(text: String, coreCount: Int) {
    func value(_ name: String) -> String? {
      let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
      return line?.split(separator: ":", maxSplits: 1).dropFirst().first?.trimmingCharacters(in: .whitespaces)
    }
    let flags = Set((value("flags") ?? "").split(separator: " ").map(String.init))
    self.init(
      model: value("model name") ?? "an unknown processor", coreCount: coreCount,
      features: Self.knownFeatures.filter { flags.contains($0) })
  }
}

extension MachineFacts.Disk {
  /// A folder, or the nearest one above it that exists.
  init(_ url: URL) {
    var existing = url.standardizedFileURL
    while !FileManager.default.fileExists(atPath: existing.path), existing.path != "/" {
      existing.deleteLastPathComponent()
    }
    var space = statvfs()
    let isKnown = statvfs(existing.path, &space) == 0
    self.init(
      outputs: url.path,
      freeBytes: isKnown ? Int(clamping: UInt64(space.f_bavail) * UInt64(space.f_frsize)) : 0,
      isWritable: Self.canWrite(into: existing))
  }

  /// Tried rather than asked: permissions say little to root, on read-only mounts and on network disks.
  private static func canWrite(into folder: URL) -> Bool {
    let trial = folder.appendingPathComponent(".zoomin-\(UUID().uuidString)")
    guard FileManager.default.createFile(atPath: trial.path, contents: Data()) else { return false }
    return (try? FileManager.default.removeItem(at: trial)) != nil
  }
}
