import Pipeline

/// The facts about the machine: the processor, the libraries, and the resources that the process may use.
///
/// Only facts. `DoctorFinding` draws conclusions, and `DoctorReport` has the texts.
public struct MachineFacts: Codable, Hashable, Sendable {
  /// The processor.
  public struct Processor: Codable, Hashable, Sendable {
    /// Its model name.
    public var model: String
    /// Cores of the machine.
    public var coreCount: Int
    /// The features of `knownFeatures` that it has, as Linux spells them.
    public var features: [String]

    /// Instruction sets that matter for speed, slowest first.
    public static let knownFeatures = [
      "sse4_1", "avx", "avx2", "fma", "avx_vnni", "avx512f", "avx512_vnni", "avx512_bf16", "avx512_fp16",
      "amx_tile", "amx_bf16",
    ]

    /// Whether it has an instruction set.
    func has(_ feature: String) -> Bool { features.contains(feature) }
  }

  /// A library.
  public typealias Library = NumericalLibrary

  /// The program's own loops over feature maps, which are faster and more exact than oneDNN's code.
  public struct Loops: Codable, Hashable, Sendable {
    /// The instruction set that they use, as `ZOOMIN_MAX_CPU_ISA` spells it.
    public var kernels: String
    /// The layers that oneDNN computes instead, because instructions are missing or not allowed.
    public var unused: [String]
    /// Whether `ZOOMIN_MAX_CPU_ISA` is unset or names an instruction set.
    public var limitIsKnown = true
  }

  /// The cores that this process may use.
  public struct Threads: Codable, Hashable, Sendable {
    /// Cores that the process may run on.
    public var allowedCount: Int
    /// The quota of its control group, in cores; nil without one.
    public var coreQuota: Double?
    /// The value of `runtime.lanes: auto` and `runtime.threads: 0` on this machine for a new run.
    public var usedCount: Int
  }

  /// Memory, in bytes.
  public struct Memory: Codable, Hashable, Sendable {
    /// Of the machine.
    public var machineBytes: Int
    /// Free now, or used for caches that can be dropped.
    public var availableBytes: Int
    /// The limit of the control group; nil without one.
    public var groupBytes: Int?
    /// The memory that a stage plans to use.
    public var plannedBytes: Int
  }

  /// The disk for results.
  public struct Disk: Codable, Hashable, Sendable {
    /// The folder of all runs.
    public var outputs: String
    /// Bytes free there.
    public var freeBytes: Int
    /// Whether it can be written or made.
    public var isWritable: Bool
  }

  /// The speed of one kind of work in 10^9 operations per second.
  public struct Speed: Codable, Hashable, Sendable {
    /// In this process.
    public var gigaflops: Double
    /// Without `environmentPins`, in a separate process; nil if none is set or it was not measured.
    public var unpinnedGigaflops: Double?
    /// The kernels chosen without them.
    public var unpinnedKernels: String?
  }

  public var programVersion: String
  public var processor: Processor
  public var libraries: [Library]
  public var loops: Loops
  public var threads: Threads
  public var memory: Memory
  public var disk: Disk
  /// Environment variables that choose kernels or threads, if set.
  public var environmentPins: [String: String]
  /// Of a product of matrices, on one core.
  public var matrixSpeed: Speed
  /// Of a convolution in f32, with the lanes of training; nil if so many are not allowed.
  public var networkSpeed: Speed?
  /// The same in bf16; nil also if the processor has no bf16.
  public var bf16Speed: Speed?
  /// The error about a missing font; nil if it is installed.
  public var missingFont: String?

  /// The library of a name.
  func library(_ name: String) -> Library? { libraries.first { $0.name == name } }
}
