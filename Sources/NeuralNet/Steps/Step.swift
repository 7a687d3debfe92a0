/// One computation of a plan, in the order in which it runs.
struct Step {
  enum Work {
    case primitive(Primitive)
    /// A loop of our own.
    case kernel(() -> Void, Meaning)
  }

  /// What a loop of our own computes.
  enum Meaning {
    case convolution(ConvolutionShape)
    case kind(StepKind)
  }

  /// In the label of copies of weights that are made where they are used.
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
