/// One computation of a plan, in the order in which it runs.
struct Step {
  enum Work {
    case primitive(Primitive)
    /// One of the program's own loops.
    case kernel(() -> Void, Meaning)
  }

  /// What one of the program's own loops computes.
  enum Meaning {
    case convolution(ConvolutionShape)
    case kind(StepKind)
  }

  /// The prefix of the label of weights that are packed just before their use.
  static let packing = "packing of "

  /// The layer, for messages.
  let label: String
  let work: Work
  /// The tensors that it writes.
  let results: [Buffer]

  /// The pass and shape of a convolution; nil for everything else.
  var convolution: ConvolutionShape? {
    switch work {
    case .primitive(let primitive): primitive.convolution
    case .kernel(_, .convolution(let shape)): shape
    case .kernel: nil
    }
  }

  func run() throws(NeuralNetError) {
    switch work {
    case .primitive(let primitive): try primitive.run()
    case .kernel(let kernel, _): kernel()
    }
  }
}
