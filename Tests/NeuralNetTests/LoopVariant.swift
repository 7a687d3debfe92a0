import Testing

@testable import NeuralNet

/// The loops over blocks of channels, by the instructions that they need.
enum LoopVariant: CaseIterable {
  case avx2, avx512, bf16

  var numbers: Precision { self == .bf16 ? .bf16 : .f32 }
  var blocks: Backend.Blocks { Backend.Blocks(channelCount: self == .avx2 ? 8 : 16) }

  /// Whether the processor has the instructions and the environment allows them.
  var isHere: Bool { Backend.blocks(of: numbers).contains(blocks) }

  var comment: Comment {
    switch self {
    case .avx2: "AVX2 is missing or not allowed"
    case .avx512: "AVX-512 is missing or not allowed"
    case .bf16: "AVX512-BF16 is missing or not allowed"
    }
  }
}
