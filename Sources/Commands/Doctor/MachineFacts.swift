import Pipeline

/// What the program finds around itself: the processor, its libraries, and what it is allowed to use.
///
/// Facts alone: what follows from them is `DoctorFinding`'s, and the words are `DoctorReport`'s.
public struct MachineFacts: Codable, Hashable, Sendable {
  /// The processor.
  public struct Processor: Codable, Hashable, Sendable {
    /// As it names itself.
    public var model: String
    /// Cores of the machine.
    public var coreCount: Int
    /// Those of `knownFeatures` that it has, as Linux spells them.
    public var features: [String]

    /// Instruction sets that decide about speed, slowest first.
    public static let knownFeatures = [
      "sse4_1", "avx", "avx2", "fma", "avx_vnni", "avx512f", "avx512_vnni", "avx512_bf16", "avx512_fp16",
      "amx_tile", "amx_bf16",
    ]

    /// Whether it has an instruction set.
    func has(_ feature: String) -> Bool { features.contains(feature) }
  }

  /// A library.
  public typealias Library = NumericalLibrary

  /// The program's own loops over feature maps, which are faster than oneDNN's code and more exact.
  public struct Loops: Codable, Hashable, Sendable {
    /// The instruction set that they use, as `ZOOMIN_MAX_CPU_ISA` spells it.
    public var kernels: String
    /// What oneDNN computes instead, because instructions are missing or not allowed.
    public var unused: [String]
    /// Whether `ZOOMIN_MAX_CPU_ISA` is unset or names an instruction set.
    public var limitIsKnown = true
  }

  /// Cores' worth of work that this process may do.
  public struct Threads: Codable, Hashable, Sendable {
    /// Cores that the process may run on.
    public var allowedCount: Int
    /// The quota of its control group, in cores; nil without one.
    public var coreQuota: Double?
    /// What `runtime.lanes: auto` and `runtime.threads: 0` mean here, where no run exists.
    public var usedCount: Int
  }

  /// Memory, in bytes.
  public struct Memory: Codable, Hashable, Sendable {
    /// Of the machine.
    public var machineBytes: Int
    /// Free now, or used for what can be dropped.
    public var availableBytes: Int
    /// The limit of the control group; nil without one.
    public var groupBytes: Int?
    /// What a stage plans for.
    public var plannedBytes: Int
  }

  /// Where results go.
  public struct Disk: Codable, Hashable, Sendable {
    /// The folder of all runs.
    public var outputs: String
    /// Bytes free there.
    public var freeBytes: Int
    /// Whether it can be written or made.
    public var isWritable: Bool
  }

  /// One piece of work, measured in 10^9 operations a second.
  public struct Speed: Codable, Hashable, Sendable {
    /// As the program is now.
    public var gigaflops: Double
    /// Without any of `environmentPins`, in a process of its own; nil where none is set, or it was not measured.
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
  /// Variables that choose kernels or threads, where set.
  public var environmentPins: [String: String]
  /// Of a product of matrices, on one core.
  public var matrixSpeed: Speed
  /// Of a convolution in f32, on as many lanes as training would take; nil where so many are not allowed.
  public var networkSpeed: Speed?
  /// The same in bf16; nil where the processor cannot, too.
  public var bf16Speed: Speed?
  /// What is said about a font that is not installed; nil where it is.
  public var missingFont: String?

  /// The library of a name.
  func library(_ name: String) -> Library? { libraries.first { $0.name == name } }
}
