internal import CKernels

/// The program's own loops over feature maps, and which of them this machine can run.
extension Backend {
  /// The environment variable that limits the instructions of the program's own loops, as oneDNN's variable does for
  /// oneDNN: `DNNL_MAX_CPU_ISA`.
  public static let limitVariable = "ZOOMIN_MAX_CPU_ISA"

  /// The layout that the loops of batch norm and of the gradients of weights need: channels in blocks.
  struct Blocks: Hashable, Sendable {
    /// Channels of a block: as many as a vector register holds.
    let channelCount: Int

    var order: Layout.Order { channelCount == 8 ? .blocks8 : .blocks16 }

    /// Whether a tensor has this layout. Where the channels do not fill the last block, the rest of it is padding.
    func describe(_ layout: Layout, items: Int, _ shape: FeatureShape) throws(NeuralNetError) -> Bool {
      let extents = [items, shape.channels, shape.height, shape.width]
      return layout.matches(try Layout.of(extents, order, layout.numbers))
    }
  }

  /// The blocks that the loops can read on this machine, widest first. They depend on the processor, on
  /// `DNNL_MAX_CPU_ISA` and on `ZOOMIN_MAX_CPU_ISA`.
  static func blocks(of numbers: Precision) -> [Blocks] {
    let (narrow, wide) = (Blocks(channelCount: 8), Blocks(channelCount: 16))
    switch numbers {
    case .f32: return has(CK_AVX512) ? [wide, narrow] : has(CK_AVX2) ? [narrow] : []
    case .bf16: return has(CK_AVX512_BF16) ? [wide] : []
    }
  }

  /// What oneDNN computes on this machine because the program's own loops need instructions that are missing or not
  /// allowed.
  public static var unusedLoops: [String] {
    blocks(of: .f32).isEmpty ? ["batch norm", "gradients of weights"] : []
  }

  /// The instruction set that the loops use, as the environment variables spell it.
  public static var loopInstructionSet: String { String(cString: ck_instruction_set_name(instructions)) }

  /// Whether `ZOOMIN_MAX_CPU_ISA` is unset or names an instruction set. Otherwise no plan can be made.
  public static var knowsLimit: Bool { ck_instruction_limit_is_known() != 0 }

  static func checkLimit() throws(NeuralNetError) {
    guard !knowsLimit else { return }
    throw NeuralNetError(
      .library, at: limitVariable, "its value is no instruction set",
      remedy: "Unset it, or use SSE41, AVX2, AVX512_CORE, AVX512_CORE_BF16 or ALL.")
  }

  private static var instructions: ck_instruction_set {
    let allowed =
      switch (bf16, hasAVX512) {
      case (.native, _): CK_AVX512_BF16
      case (_, true): CK_AVX512
      default: instructionSet.hasPrefix("AVX2") ? CK_AVX2 : CK_BASELINE
      }
    let here = ck_instructions()
    return here.rawValue < allowed.rawValue ? here : allowed
  }

  private static func has(_ set: ck_instruction_set) -> Bool { instructions.rawValue >= set.rawValue }
}
