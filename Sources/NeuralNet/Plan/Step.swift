/// One computation of a plan, in the order in which it runs.
struct Step {
  enum Work {
    case primitive(Primitive)
    /// A loop of our own, and the convolution that it computes, if it is one.
    case kernel(() -> Void, ConvolutionShape?)
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
    case .kernel(_, let convolution): convolution
    }
  }

  func run() throws(NeuralNetError) {
    switch work {
    case .primitive(let primitive): try primitive.run()
    case .kernel(let kernel, _): kernel()
    }
  }
}
