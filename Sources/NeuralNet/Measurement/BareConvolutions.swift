import Dispatch

/// oneDNN's convolutions without the rest of a network. Each is created once; all use the same memories.
public final class BareConvolutions {
  private let lanes: Int
  private var made: [ConvolutionShape: Primitive] = [:]
  private var memories: [Primitive.Argument: UnsafeMutableRawBufferPointer] = [:]

  /// Creates no convolution yet; later ones are created for `lanes`.
  public init(lanes: Int) { self.lanes = lanes }

  deinit { for memory in memories.values { memory.deallocate() } }

  /// Computes a convolution once, in layouts that oneDNN chooses, and returns the seconds it took. The first call
  /// creates it.
  ///
  /// - Throws: `NeuralNetError` of oneDNN, or if so many lanes are not allowed.
  @discardableResult
  public func run(_ shape: ConvolutionShape) throws(NeuralNetError) -> Double {
    try Lanes.apply(lanes)
    let primitive = try primitive(shape)
    let start = DispatchTime.now().uptimeNanoseconds
    try primitive.run()
    return Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9
  }

  /// The implementation that oneDNN picks.
  public func implementation(of shape: ConvolutionShape) throws(NeuralNetError) -> String {
    try primitive(shape).implementation
  }

  /// Whether all maps and weights have the layouts of a plan's step of the same shape.
  func isLaidOut(like step: Step, _ shape: ConvolutionShape) throws(NeuralNetError) -> Bool {
    guard case .primitive(let other) = step.work else { return false }
    let own = try primitive(shape)
    return Self.arguments.allSatisfy { argument in
      guard argument != .scratch, let layout = own.optionalLayout(argument) else { return true }
      return other.optionalLayout(argument).map(layout.matches) ?? false
    }
  }

  /// Bytes of all memories.
  var memoryBytes: Int { memories.values.reduce(0) { $0 + $1.count } }

  // MARK: -

  static let arguments: [Primitive.Argument] = [
    .source, .weights, .bias, .result, .scratch, .sourceGradient, .resultGradient, .weightsGradient,
    .biasGradient,
  ]

  func primitive(_ shape: ConvolutionShape) throws(NeuralNetError) -> Primitive {
    if let known = made[shape] { return known }
    let primitive = try shape.primitive()
    made[shape] = primitive
    for argument in Self.arguments {
      guard let byteCount = primitive.optionalLayout(argument)?.byteCount else { continue }
      try reserve(byteCount, for: argument)
      if let memory = memories[argument]?.baseAddress { try primitive.bind(argument, to: memory) }
    }
    return primitive
  }

  /// Makes an argument's memory at least this large and binds existing convolutions to the new memory.
  private func reserve(_ byteCount: Int, for argument: Primitive.Argument) throws(NeuralNetError) {
    if let memory = memories[argument], memory.count >= byteCount { return }
    memories[argument]?.deallocate()
    let memory = Self.filled(byteCount: byteCount)
    memories[argument] = memory
    guard let start = memory.baseAddress else { return }
    for primitive in made.values where primitive.optionalLayout(argument) != nil {
      try primitive.bind(argument, to: start)
    }
  }

  /// Memory of numbers between 1 and 2 in size, of both signs, whether it is read as f32 or as bf16.
  private static func filled(byteCount: Int) -> UnsafeMutableRawBufferPointer {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(64, byteCount), alignment: 64)
    var word: UInt32 = 7
    for index in memory.bindMemory(to: UInt16.self).indices {
      word = word &* 1_664_525 &+ 1_013_904_223
      memory.storeBytes(
        of: 0x3F80 | UInt16(word >> 25) | UInt16(word >> 16 & 0x8000), toByteOffset: 2 * index,
        as: UInt16.self)
    }
    return memory
  }
}
