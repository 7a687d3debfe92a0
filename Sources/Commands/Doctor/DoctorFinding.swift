import Foundation
import NeuralNet

/// A finding about a machine that its user can act on.
public enum DoctorFinding: Hashable, Sendable {
  /// The font of all figures is not installed; `sentence` is the error's own text.
  case fontMissing(sentence: String)
  /// The folder of results cannot be written.
  case outputsNotWritable(folder: String)
  /// Too little memory for any preset.
  case tooLittleMemory(plannedBytes: Int)
  /// A library is older than the versions with which the program was tested.
  case libraryTooOld(name: String, version: String, needed: String)
  /// There is little disk space for results.
  case littleDisk(folder: String, freeBytes: Int)
  /// The processor has no AVX2.
  case noAVX2
  /// An environment variable makes OpenBLAS use kernels that are slower than those it would choose.
  case slowMatrices(pin: String, gigaflops: Double, unpinnedKernels: String, unpinnedGigaflops: Double)
  /// An environment variable keeps oneDNN from using all instructions of the processor.
  case narrowNetwork(variable: String, value: String, kernels: String, feature: String)
  /// An environment variable keeps the program's own loops from using all instructions of the processor.
  case narrowLoops(value: String, kernels: String, feature: String)
  /// The environment variable for the program's own loops has an unknown value.
  case unknownLimit(value: String)
  /// The program's own loops cannot be used for some layers.
  case unusedLoops(layers: [String])
  /// A convolution is slower with the environment variables than without them.
  case slowNetwork(pins: [String], numbers: String, gigaflops: Double, unpinnedGigaflops: Double)
  /// An environment variable lets oneDNN compute f32 with fewer bits.
  case looseNumbers(variable: String, value: String)
  /// An environment variable sets threads that the program sets itself.
  case ignoredThreads(variable: String, value: String)
  /// oneDNN does not use OpenMP's threads, so lanes cannot be set.
  case foreignThreads(threading: String)
  /// OpenMP may use fewer threads than training needs, so training would fail.
  case threadLimit(value: Int, usedCount: Int)
  /// The quota allows less time than the cores have.
  case quota(cores: Double, usedCount: Int)
  /// The process may run on fewer cores than the machine has.
  case fewerCores(allowedCount: Int, coreCount: Int)
  /// The control group allows less memory than the machine has.
  case lessMemory(groupBytes: Int, machineBytes: Int)

  /// How serious a finding is.
  public enum Severity: String, Codable, Sendable {
    /// The program cannot do its work.
    case necessary
    /// The program is slower, or may fail.
    case costly
    /// Good to know.
    case remark
  }

  /// How serious this is.
  public var severity: Severity {
    switch self {
    case .fontMissing, .outputsNotWritable, .tooLittleMemory, .libraryTooOld, .foreignThreads,
      .unknownLimit:
      .necessary
    case .littleDisk, .noAVX2, .slowMatrices, .narrowNetwork, .narrowLoops, .unusedLoops, .slowNetwork,
      .threadLimit, .quota:
      .costly
    case .fewerCores, .lessMemory, .looseNumbers, .ignoredThreads: .remark
    }
  }
}

extension DoctorFinding {
  /// The least memory for any work.
  static let neededMemoryBytes = 1 << 30
  /// Twice the disk space of a run on drawn photographs with its checkpoints and mosaics.
  static let comfortableDiskBytes = 5 << 30
  /// The oldest versions with which the tests have run.
  static let neededVersions = ["oneDNN": "2.6", "HDF5": "1.10", "libpng": "1.6", "libtiff": "4.3"]
  /// The factor from which slower kernels are reported; timings on a busy machine vary by less.
  static let worthwhileSpeedUp = 1.25

  /// All findings, the most serious first.
  public static func findings(in facts: MachineFacts) -> [DoctorFinding] {
    necessary(facts) + pins(facts) + limits(facts)
  }

  // MARK: -

  private static func necessary(_ facts: MachineFacts) -> [DoctorFinding] {
    var findings: [DoctorFinding] = []
    for library in facts.libraries {
      if let needed = neededVersions[library.name],
        library.version.compare(needed, options: .numeric) == .orderedAscending
      {
        findings.append(.libraryTooOld(name: library.name, version: library.version, needed: needed))
      }
    }
    if let threading = facts.library("oneDNN")?.threading, threading != "OpenMP" {
      findings.append(.foreignThreads(threading: threading))
    }
    if let sentence = facts.missingFont { findings.append(.fontMissing(sentence: sentence)) }
    if !facts.disk.isWritable { findings.append(.outputsNotWritable(folder: facts.disk.outputs)) }
    if facts.memory.plannedBytes < neededMemoryBytes {
      findings.append(.tooLittleMemory(plannedBytes: facts.memory.plannedBytes))
    }
    return findings
  }

  private static func pins(_ facts: MachineFacts) -> [DoctorFinding] {
    var findings: [DoctorFinding] = []
    let speed = facts.matrixSpeed
    if let pin = facts.environmentPins["OPENBLAS_CORETYPE"], let free = speed.unpinnedGigaflops,
      let kernels = speed.unpinnedKernels, free > worthwhileSpeedUp * speed.gigaflops
    {
      findings.append(
        .slowMatrices(
          pin: pin, gigaflops: speed.gigaflops, unpinnedKernels: kernels, unpinnedGigaflops: free))
    }
    findings += networkPins(facts)
    if let value = facts.environmentPins["OMP_THREAD_LIMIT"].flatMap({ Int($0) }),
      value < facts.threads.usedCount
    {
      findings.append(.threadLimit(value: value, usedCount: facts.threads.usedCount))
    }
    return findings
  }

  /// Findings about the variables of oneDNN and of OpenMP, which it uses.
  private static func networkPins(_ facts: MachineFacts) -> [DoctorFinding] {
    var findings: [DoctorFinding] = []
    let pins = facts.environmentPins
    for variable in ["DNNL_MAX_CPU_ISA", "ONEDNN_MAX_CPU_ISA"] {
      guard let value = pins[variable], let kernels = facts.library("oneDNN")?.kernels,
        let feature = missed(by: kernels, of: facts.processor)
      else { continue }
      findings.append(.narrowNetwork(variable: variable, value: value, kernels: kernels, feature: feature))
    }
    if let value = pins[Backend.limitVariable] {
      if !facts.loops.limitIsKnown {
        findings.append(.unknownLimit(value: value))
      } else if let feature = missedByLoops(facts.loops.kernels, of: facts.processor) {
        findings.append(.narrowLoops(value: value, kernels: facts.loops.kernels, feature: feature))
      }
    }
    let suspects = pins.keys.filter { !$0.hasPrefix("OPENBLAS_") && !$0.hasPrefix("GOTO_") }.sorted()
    for (numbers, speed) in [("f32", facts.networkSpeed), ("bf16", facts.bf16Speed)] {
      guard !suspects.isEmpty, let speed, let free = speed.unpinnedGigaflops,
        free > worthwhileSpeedUp * speed.gigaflops
      else { continue }
      findings.append(
        .slowNetwork(
          pins: suspects, numbers: numbers, gigaflops: speed.gigaflops, unpinnedGigaflops: free))
    }
    for variable in ["DNNL_DEFAULT_FPMATH_MODE", "ONEDNN_DEFAULT_FPMATH_MODE"] {
      if let value = pins[variable], value.uppercased() != "STRICT" {
        findings.append(.looseNumbers(variable: variable, value: value))
      }
    }
    for variable in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS"] {
      if let value = pins[variable] { findings.append(.ignoredThreads(variable: variable, value: value)) }
    }
    return findings
  }

  /// The instruction set that the processor has and the program's own loops do not use.
  private static func missedByLoops(_ kernels: String, of processor: MachineFacts.Processor) -> String? {
    if processor.has("avx512f"), !kernels.hasPrefix("AVX512") { return "AVX-512" }
    if processor.has("avx2"), kernels == "SSE41" { return "AVX2" }
    if processor.has("avx512_bf16"), kernels == "AVX512_CORE" { return "AVX512-BF16" }
    return nil
  }

  /// The most important instruction set that the processor has and oneDNN's kernels do not use.
  private static func missed(by kernels: String, of processor: MachineFacts.Processor) -> String? {
    let bf16Kernels = ["AVX512_CORE_BF16", "AVX512_CORE_FP16", "AVX512_CORE_AMX", "AVX512_CORE_AMX_FP16"]
    if processor.has("avx512f"), !kernels.hasPrefix("AVX512") { return "AVX-512" }
    if processor.has("avx2"), ["AVX", "SSE41"].contains(kernels) { return "AVX2" }
    if processor.has("amx_bf16"), !kernels.contains("AMX") { return "AMX" }
    if processor.has("avx512_bf16"), !bf16Kernels.contains(kernels) { return "AVX512-BF16" }
    return nil
  }

  private static func limits(_ facts: MachineFacts) -> [DoctorFinding] {
    var findings: [DoctorFinding] = []
    if !facts.processor.has("avx2") {
      findings.append(.noAVX2)
    } else if !facts.loops.unused.isEmpty {
      findings.append(.unusedLoops(layers: facts.loops.unused))
    }
    if let quota = facts.threads.coreQuota, quota < Double(facts.threads.usedCount) {
      findings.append(.quota(cores: quota, usedCount: facts.threads.usedCount))
    }
    if facts.disk.isWritable, facts.disk.freeBytes < comfortableDiskBytes {
      findings.append(.littleDisk(folder: facts.disk.outputs, freeBytes: facts.disk.freeBytes))
    }
    if facts.threads.allowedCount < facts.processor.coreCount {
      findings.append(
        .fewerCores(allowedCount: facts.threads.allowedCount, coreCount: facts.processor.coreCount))
    }
    if let group = facts.memory.groupBytes, group < facts.memory.machineBytes {
      findings.append(.lessMemory(groupBytes: group, machineBytes: facts.memory.machineBytes))
    }
    return findings
  }
}
