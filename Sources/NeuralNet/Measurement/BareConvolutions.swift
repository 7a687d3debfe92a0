import Dispatch

/// oneDNN's convolutions by themselves: each made once, all on the same memories, which nobody else reads or writes.
public final class BareConvolutions {
  private let lanes: Int
  private var made: [ConvolutionShape: Primitive] = [:]
  private var memories: [Primitive.Argument: UnsafeMutableRawBufferPointer] = [:]

  /// None yet; those that come are made for `lanes`.
  public init(lanes: Int) { self.lanes = lanes }

  deinit { for memory in memories.values { memory.deallocate() } }

  /// Computes a convolution once, in layouts of oneDNN's choice, and answers the seconds. The first call makes it.
  ///
  /// - Throws: `NeuralNetError` of oneDNN, or where so many lanes are not allowed.
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

  /// Whether every map and every weight lies as in a plan's step of the same shape.
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

  /// Makes an argument's memory as large as that; the convolutions that lie in a smaller one move to the new one.
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
