internal import CKernels
internal import COneDNN

/// The lanes of a plan, which are oneDNN's thread count. `CKernels/library_threads.c` sets it, and OpenBLAS's too.
enum Lanes {
  /// Sets, for the calling thread, the number of parts into which oneDNN splits its work.
  static func apply(_ lanes: Int) throws(NeuralNetError) {
    guard lanes > 0, ck_set_lanes(Int32(lanes)) != 0 else {
      throw NeuralNetError(
        .library, at: "runtime.lanes", "\(lanes) threads are not allowed here",
        remedy: "Raise OMP_THREAD_LIMIT or lower the number of lanes.")
    }
  }
}

/// The oneDNN library that the program runs with.
public enum Backend {
  /// Its version, such as "2.6.3".
  public static var version: String {
    let version = odn_version()
    return "\(version / 10000).\(version / 100 % 100).\(version % 100)"
  }

  /// The threading library that it was built with. Lanes need OpenMP.
  public static var threading: String { String(cString: odn_threading()) }

  /// The widest instruction set that it uses on this machine, as `DNNL_MAX_CPU_ISA` spells it.
  public static var instructionSet: String { String(cString: odn_instruction_set()) }

  /// Whether it uses 512-bit vectors on this machine.
  static var hasAVX512: Bool { instructionSet.hasPrefix("AVX512_CORE") || instructionSet.hasPrefix("AVX10") }

  /// Whether it has Winograd's method for 3x3 convolutions here: version 2.x has, with AVX-512.
  static var hasWinograd: Bool { odn_version() < 30000 && hasAVX512 }

  /// How bf16 is computed.
  public enum BF16: Sendable {
    /// By bf16 instructions: about twice as fast as f32.
    case native
    /// By f32 instructions: less memory, no more speed.
    case emulated
    /// Not at all.
    case missing
  }

  /// How oneDNN computes with bf16 on this processor.
  public static var bf16: BF16 {
    switch instructionSet {
    case "AVX512_CORE_BF16", "AVX512_CORE_FP16", "AVX512_CORE_AMX", "AVX512_CORE_AMX_FP16": .native
    case "AVX512_CORE", "AVX512_CORE_VNNI": .emulated
    case let later where later.hasPrefix("AVX10"): .native
    default: .missing
    }
  }
}
