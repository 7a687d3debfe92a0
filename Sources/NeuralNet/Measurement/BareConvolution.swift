import Dispatch

/// How fast oneDNN computes a convolution that stands alone, on buffers that stay in place.
public struct BareConvolution: Sendable {
  /// The implementation that oneDNN picked.
  public let implementation: String
  /// The median of the repetitions.
  public let seconds: Double

  /// Makes the convolution for `lanes`, runs it once, then `repetitions` times with a clock.
  ///
  /// - Throws: `NeuralNetError` of oneDNN.
  public init(_ shape: ConvolutionShape, lanes: Int, repetitions: Int) throws(NeuralNetError) {
    try Lanes.apply(lanes)
    let primitive = try shape.primitive()
    var memories: [UnsafeMutableRawPointer] = []
    defer { for memory in memories { memory.deallocate() } }
    for argument in Self.arguments {
      guard let layout = primitive.optionalLayout(argument) else { continue }
      let memory = Self.filled(byteCount: layout.byteCount)
      memories.append(memory)
      try primitive.bind(argument, to: memory)
    }
    var durations: [Double] = []
    for repetition in 0...max(1, repetitions) {
      let start = DispatchTime.now().uptimeNanoseconds
      try primitive.run()
      if repetition > 0 { durations.append(Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9) }
    }
    implementation = primitive.implementation
    seconds = durations.sorted()[durations.count / 2]
  }

  // MARK: -

  private static let arguments: [Primitive.Argument] = [
    .source, .weights, .bias, .result, .scratch, .sourceGradient, .resultGradient, .weightsGradient,
    .biasGradient,
  ]

  /// Memory of numbers between 1 and 2 in size, of both signs, whether it is read as f32 or as bf16.
  private static func filled(byteCount: Int) -> UnsafeMutableRawPointer {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: max(64, byteCount), alignment: 64)
    let halves = memory.bindMemory(to: UInt16.self, capacity: max(64, byteCount) / 2)
    var word: UInt32 = 7
    for index in 0..<max(64, byteCount) / 2 {
      word = word &* 1_664_525 &+ 1_013_904_223
      halves[index] = 0x3F80 | UInt16(word >> 25) | UInt16(word >> 16 & 0x8000)
    }
    return memory
  }
}
