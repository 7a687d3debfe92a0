import Foundation
import Testing
import TestSupport

/// The built program, driven as a user drives it.
struct Program {
  /// What one call left behind.
  struct Outcome {
    let exitCode: Int32
    let output: String
    let error: String
  }

  /// The folder that the program is started in; runs lie under its `outputs/`.
  let folder: URL

  init(in parent: URL = FileManager.default.temporaryDirectory) throws {
    folder = parent.appendingPathComponent("zoomin-e2e-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// The build that `make test` names.
  static var executable: URL? {
    ProcessInfo.processInfo.environment["ZOOMIN_PROGRAM"].map { URL(fileURLWithPath: $0) }
  }

  /// Calls the program and waits for its end.
  func call(_ arguments: String...) throws -> Outcome { try call(arguments) }

  /// Calls the program, or another one, and waits for its end; see `start`.
  func call(
    _ arguments: [String], environment: [String: String] = [:], cores: String? = nil,
    executable: URL? = Self.executable
  ) throws -> Outcome {
    let (process, output, error) = try start(
      arguments, environment: environment, cores: cores, executable: executable)
    try process.waitForEnd()
    return Outcome(
      exitCode: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
      error: try String(contentsOf: error, encoding: .utf8))
  }

  /// Starts the program; its streams go to the two files.
  ///
  /// - Parameters:
  ///   - cores: the cores that it may use, as `taskset -c` takes them; nil leaves it all.
  ///   - executable: another program to start.
  func start(
    _ arguments: [String], environment: [String: String] = [:], cores: String? = nil,
    executable: URL? = Self.executable
  ) throws -> (process: Process, output: URL, error: URL) {
    let output = folder.appendingPathComponent("output-\(UUID().uuidString)")
    let error = folder.appendingPathComponent("error-\(UUID().uuidString)")
    for url in [output, error] { try Data().write(to: url) }
    let process = Process()
    if let cores, let executable {
      process.executableURL = URL(fileURLWithPath: "/usr/bin/taskset")
      process.arguments = ["-c", cores, executable.path] + arguments
    } else {
      process.executableURL = executable
      process.arguments = arguments
    }
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: error)
    try process.run()
    return (process, output, error)
  }

  /// Writes a file into the folder and answers its name.
  func write(_ text: String, as name: String) throws -> String {
    try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    return name
  }

  /// The bytes of a file in the folder, or of an absolute path.
  func bytes(_ path: String) -> Data? {
    FileManager.default.contents(
      atPath: path.hasPrefix("/") ? path : folder.appendingPathComponent(path).path)
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }
}

extension Trait where Self == ConditionTrait {
  /// Skips the tests without a built program. `Tests/skipped-tests` knows the first word of the reason.
  static var withProgram: Self {
    .enabled(if: Program.executable != nil, "ZOOMIN_PROGRAM does not name the built program")
  }
}

/// The whole job in seconds: the `testing` network on a few small drawn eyes.
let smallExperiment = """
  experiment:
    name: small
  phantom:
    patients: 14
    pixels: 256
    lesion_scale: 4
    validation_fraction: 0.15
    test_fraction: 0.35
  model:
    preset: testing
  train:
    batch_patients: 3
  phase_1:
    epochs: 2
    learning_rate: 0.01
  phase_2:
    epochs: 1
    learning_rate: 0.01
  phase_3:
    epochs: 1
    learning_rate: 0.001
  evaluate:
    bootstrap_draws: 100
    blind_draws: 20
    permutations: 20
  mine:
    minimum_response: -1000
    panels: 2
  mosaic:
    tile_pixels: 64
  runtime:
    lanes: 2
  """
