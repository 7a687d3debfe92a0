import Foundation
import NeuralNet
import Workbench

/// The facts and findings about a machine, as text or as JSON.
public struct DoctorReport: Sendable {
  /// What was found.
  public let facts: MachineFacts
  /// The findings, the most serious first.
  public let findings: [DoctorFinding]

  /// A report of facts.
  public init(_ facts: MachineFacts) {
    self.facts = facts
    findings = DoctorFinding.findings(in: facts)
  }

  /// Whether the program can do its work here.
  public var isHealthy: Bool { !findings.contains { $0.severity == .necessary } }

  /// The report as lines of text, without a last line break.
  public var text: String {
    var lines = facts.lines.map { $0.name.padding(toLength: 15, withPad: " ", startingAt: 0) + $0.value }
    let titles: [(DoctorFinding.Severity, String)] = [
      (.necessary, "Missing:"), (.costly, "What makes it slow, or may make it fail:"),
      (.remark, "Good to know:"),
    ]
    for (severity, title) in titles {
      let sentences = findings.filter { $0.severity == severity }.map { "  \($0.sentence) \($0.remedy)" }
      if !sentences.isEmpty { lines += ["", title] + sentences }
    }
    if findings.isEmpty { lines += ["", "All is well."] }
    return lines.joined(separator: "\n")
  }

  /// The report as one line of JSON with a `schemaVersion`.
  public func json() throws -> String {
    struct Finding: Encodable {
      let severity: DoctorFinding.Severity
      let sentence: String
      let remedy: String
    }
    struct Answer: Encodable {
      let schemaVersion = 1
      let healthy: Bool
      let facts: MachineFacts
      let findings: [Finding]
    }
    return try CanonicalJSON.text(
      Answer(
        healthy: isHealthy, facts: facts,
        findings: findings.map { Finding(severity: $0.severity, sentence: $0.sentence, remedy: $0.remedy) }))
  }
}

extension MachineFacts {
  /// The facts, a line each.
  fileprivate var lines: [(name: String, value: String)] {
    let absent = ["avx2", "avx512f", "avx512_bf16", "amx_tile"].filter { !processor.has($0) }
    let features = Self.list(processor.features) + (absent.isEmpty ? "" : "; no \(Self.list(absent))")
    var lines = [
      ("zoomin", programVersion), ("processor", "\(processor.model): \(features)"),
      ("cores", coreLine), ("memory", memoryLine),
      (
        "outputs",
        "\(disk.outputs): \(Self.size(disk.freeBytes)) free\(disk.isWritable ? "" : ", not writable")"
      ),
    ]
    lines += libraries.map { library in
      let kernels = library.kernels.map { ", kernels for \($0)" } ?? ""
      return (library.name, library.version + kernels + (library.threading.map { ", on \($0)" } ?? ""))
    }
    lines.append(("own loops", "for \(loops.kernels)"))
    lines.append(("matrices", String(format: "%.1f GFLOP/s on one core", matrixSpeed.gigaflops)))
    let convolutions = [("f32", networkSpeed), ("bf16", bf16Speed)].compactMap { numbers, speed in
      speed.map { String(format: "%.1f GFLOP/s in \(numbers)", $0.gigaflops) }
    }
    if !convolutions.isEmpty {
      lines.append(
        ("convolutions", "\(convolutions.joined(separator: ", ")) on \(threads.usedCount) lanes"))
    }
    lines += environmentPins.sorted { $0.key < $1.key }.map { ("environment", "\($0.key)=\($0.value)") }
    return lines
  }

  private var coreLine: String {
    let quota = threads.coreQuota.map { String(format: ", %.1f cores' worth of time", $0) } ?? ""
    return
      "\(threads.allowedCount) of \(processor.coreCount) allowed\(quota); \(threads.usedCount) threads by default"
  }

  private var memoryLine: String {
    let group = memory.groupBytes.map { ", \(Self.size($0)) allowed by the control group" } ?? ""
    return "\(Self.size(memory.machineBytes)), \(Self.size(memory.availableBytes)) available\(group); "
      + "stages plan for \(Self.size(memory.plannedBytes))"
  }

  private static func list(_ features: [String]) -> String {
    features.map { feature in
      feature == "sse4_1" ? "SSE4.1" : feature.uppercased().replacingOccurrences(of: "_", with: "-")
    }.joined(separator: ", ")
  }

  fileprivate static func size(_ bytes: Int) -> String {
    bytes >= 1 << 30
      ? String(format: "%.1f GiB", Double(bytes) / 0x1p30)
      : String(format: "%.0f MiB", Double(bytes) / 0x1p20)
  }
}

extension DoctorFinding {
  /// The finding as a sentence.
  public var sentence: String {
    switch self {
    case .fontMissing(let sentence): sentence
    case .outputsNotWritable(let folder): "\(folder) cannot be written, so results cannot be saved."
    case .tooLittleMemory(let bytes):
      "A stage may plan for \(MachineFacts.size(bytes)) of memory, less than any preset needs."
    case .libraryTooOld(let name, let version, let needed): "\(name) is \(version), older than \(needed)."
    case .littleDisk(let folder, let bytes): "Only \(MachineFacts.size(bytes)) are free for \(folder)."
    case .noAVX2: "The processor has no AVX2: training takes several times as long as with AVX2."
    case .slowMatrices(let pin, let now, let kernels, let free):
      String(
        format: "OPENBLAS_CORETYPE=%@ makes products of matrices slower: %.1f GFLOP/s, but %.1f with %@, "
          + "which OpenBLAS would choose.", pin, now, free, kernels)
    case .narrowNetwork(let variable, let value, let kernels, let feature):
      "\(variable)=\(value) keeps oneDNN at \(kernels) on a processor with \(feature): training"
        + (feature.hasSuffix("BF16") ? " in bf16" : "") + " is slower."
    case .narrowLoops(let value, let kernels, let feature):
      "\(Backend.limitVariable)=\(value) keeps the program's own loops at \(kernels) on a processor with \(feature): "
        + "training is slower."
    case .unknownLimit(let value):
      "\(Backend.limitVariable)=\(value) is not an instruction set, so no network can be used."
    case .unusedLoops(let layers):
      "oneDNN computes \(layers.joined(separator: " and ")), because instructions that the program's own loops "
        + "need are not allowed: training is slower."
    case .slowNetwork(let pins, let numbers, let now, let free):
      String(
        format: "A convolution in %@ runs at %.1f GFLOP/s, but at %.1f without %@.", numbers, now, free,
        pins.joined(separator: " and "))
    case .looseNumbers(let variable, let value):
      "\(variable)=\(value) lets oneDNN compute f32 with fewer bits: results differ from those without it."
    case .ignoredThreads(let variable, let value):
      "\(variable)=\(value) has no effect: the program sets the threads of its libraries itself."
    case .foreignThreads(let threading):
      "oneDNN runs on \(threading) instead of OpenMP: its lanes cannot be set, so results would vary."
    case .threadLimit(let value, let used):
      "OMP_THREAD_LIMIT=\(value) allows fewer threads than the \(used) lanes of training, so training cannot start."
    case .quota(let cores, let used):
      String(
        format: "The control group gives %.1f cores' worth of time to %d threads, which then wait.", cores,
        used)
    case .fewerCores(let allowed, let count):
      "The process may run on \(allowed) of the machine's \(count) cores."
    case .lessMemory(let group, let machine):
      "The control group allows \(MachineFacts.size(group)) of the machine's \(MachineFacts.size(machine))."
    }
  }

  /// What to do about it, as a sentence.
  public var remedy: String {
    switch self {
    case .fontMissing: "Until then no mosaic can be drawn."
    case .outputsNotWritable: "Start from a folder that you may write to, or set runtime.outputs."
    case .tooLittleMemory: "Use a machine, or a job, with more memory."
    case .libraryTooOld(let name, _, _): "Install a newer \(name)."
    case .littleDisk: "Make room, or set runtime.outputs to a folder on another disk."
    case .noAVX2: "Use a newer machine."
    case .slowMatrices: "Unset it, unless results must equal those made under it to the bit."
    case .slowNetwork: "Unset them, unless results must equal those made under them to the bit."
    case .looseNumbers(let variable, _): "Unset \(variable), and set runtime.precision where bf16 is wanted."
    case .ignoredThreads: "Set runtime.lanes and runtime.threads."
    case .foreignThreads: "Install a oneDNN for OpenMP, such as Debian's libdnnl-dev."
    case .narrowNetwork(let variable, _, _, _):
      "Unset \(variable), unless results must equal those made under it to the bit."
    case .narrowLoops: "Unset it, unless results must equal those made under it to the bit."
    case .unknownLimit: "Unset it, or use SSE41, AVX2, AVX512_CORE, AVX512_CORE_BF16 or ALL."
    case .unusedLoops: "Unset the variables that limit instructions."
    case .threadLimit(let value, _): "Unset it, or set runtime.lanes to \(value)."
    case .quota(let cores, _): "Set runtime.threads to \(max(1, Int(cores)))."
    case .fewerCores: "Ask the batch system, or taskset, for more if the job is alone on the machine."
    case .lessMemory: "Ask the batch system for more if a stage fails for lack of memory."
    }
  }
}
