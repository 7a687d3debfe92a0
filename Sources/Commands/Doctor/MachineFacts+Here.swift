import Clustering
import FeatureStore
import Foundation
import Imaging
import Scoring
import NeuralNet
import Pipeline
import Runs
import Workbench

extension MachineFacts {
  /// The facts of this process and machine. The measurements take about half a second.
  ///
  /// - Parameters:
  ///   - outputs: the folder of all runs; it need not exist yet.
  ///   - program: this program, to measure again without the environment variables; nil: not measured.
  static func here(outputs: URL, program: URL?) -> MachineFacts {
    let environment = ProcessInfo.processInfo.environment
    let budget = ResourceBudget.machine
    let group = ControlGroup.current
    let speeds = speeds(environment, program)
    return MachineFacts(
      programVersion: ProgramVersion.current,
      processor: Processor(
        text: contents("/proc/cpuinfo"), coreCount: ProcessInfo.processInfo.processorCount),
      libraries: NumericalLibrary.all,
      loops: Loops(
        kernels: Backend.loopInstructionSet, unused: Backend.unusedLoops,
        limitIsKnown: Backend.knowsLimit),
      threads: Threads(
        allowedCount: AllowedCores.count, coreQuota: group.coreQuota, usedCount: budget.threadCount),
      memory: Memory(
        machineBytes: Int(clamping: ProcessInfo.processInfo.physicalMemory),
        availableBytes: bytes(of: "MemAvailable", in: contents("/proc/meminfo")) ?? 0,
        groupBytes: group.memoryBytes, plannedBytes: budget.memoryBytes),
      disk: Disk(outputs),
      environmentPins: EnvironmentPins.among(environment),
      matrixSpeed: speeds.matrices, networkSpeed: speeds.network, bf16Speed: speeds.bf16,
      missingFont: ImagingLibraries.missingFont?.message)
  }

  // MARK: -

  /// How long the measurement without environment variables may take.
  private static let measuringSeconds = 20.0

  private static func speeds(
    _ environment: [String: String], _ program: URL?
  ) -> (matrices: Speed, network: Speed?, bf16: Speed?) {
    let here = SpeedProbe()
    let pins = EnvironmentPins.among(environment)
    // Without an answer there is no comparison in the report.
    let free =
      pins.isEmpty ? nil : program.flatMap { probe($0, environment.filter { pins[$0.key] == nil }) }
    return (
      Speed(
        gigaflops: here.matrixGigaflops, unpinnedGigaflops: free?.matrixGigaflops,
        unpinnedKernels: free?.matrixKernels),
      here.networkGigaflops.map {
        Speed(
          gigaflops: $0, unpinnedGigaflops: free?.networkGigaflops, unpinnedKernels: free?.networkKernels)
      },
      here.bf16Gigaflops.map {
        Speed(gigaflops: $0, unpinnedGigaflops: free?.bf16Gigaflops, unpinnedKernels: free?.networkKernels)
      }
    )
  }

  /// The measurement of another process of the program in another environment; nil if it does not answer in time.
  private static func probe(_ program: URL, _ environment: [String: String]) -> SpeedProbe? {
    let child = Process()
    let output = Pipe()
    child.executableURL = program
    child.arguments = [SpeedProbe.verb]
    child.environment = environment
    child.standardInput = FileHandle.nullDevice
    child.standardError = FileHandle.nullDevice
    child.standardOutput = output
    let ended = DispatchSemaphore(value: 0)
    child.terminationHandler = { _ in ended.signal() }
    guard (try? child.run()) != nil else { return nil }
    guard ended.wait(timeout: .now() + measuringSeconds) == .success else {
      kill(child.processIdentifier, SIGKILL)
      return nil
    }
    let answer = output.fileHandleForReading.readDataToEndOfFile()
    return try? CanonicalJSON.decode(SpeedProbe.self, from: answer, place: program.path)
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

  /// Tries to write, because permissions say little for root, on read-only mounts and on network disks.
  private static func canWrite(into folder: URL) -> Bool {
    let trial = folder.appendingPathComponent(".zoomin-\(UUID().uuidString)")
    guard FileManager.default.createFile(atPath: trial.path, contents: Data()) else { return false }
    return (try? FileManager.default.removeItem(at: trial)) != nil
  }
}
