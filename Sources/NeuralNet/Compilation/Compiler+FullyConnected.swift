internal import CKernels

/// Fully connected layers by loops of `CKernels`. The result of an item depends neither on the other items nor on the
/// number of lanes; oneDNN's inner product does not guarantee that.
extension Compiler {
  func fullyConnected(_ name: String, _ entry: GraphEntry, at index: Int) throws(NeuralNetError) {
    let x = entry.inputs[0]
    let layer = ck_full_layer(
      items: count(entry.kind), inputs: graph.shape(of: x).valueCount, outputs: entry.shape.channels)
    let source = try plainValue(of: x)
    let (weights, bias) = (try own("\(name).weight"), try own("\(name).bias"))
    let result = buffer(try plainLayout(of: Node(index: index)))
    emit(name, .kind(.fullyConnected), reading: [source, weights, bias], writing: [result]) {
      Self.with(layer) {
        ck_full_layer_forward($0, source.floats, weights.floats, bias.floats, result.floats)
      }
    }
    values[index] = result

    func gradients(of above: Buffer) throws(NeuralNetError) {
      let gradient = try converted(above, to: try plainLayout(of: Node(index: index)), label: name)
      let ofWeights = learns("\(name).weight") ? try ownGradient("\(name).weight") : nil
      let ofBias = learns("\(name).bias") ? try ownGradient("\(name).bias") : nil
      if ofWeights != nil || ofBias != nil {
        emit(
          "weight gradient of \(name)", .kind(.fullyConnected), reading: [source, gradient],
          writing: [ofWeights, ofBias].compactMap(\.self)
        ) {
          Self.with(layer) {
            ck_full_layer_weights_gradient(
              $0, source.floats, gradient.floats, ofWeights?.floats, ofBias?.floats)
          }
        }
      }
      guard needsGradient[x.index] else { return }
      let below = buffer(try plainLayout(of: x))
      emit(
        "input gradient of \(name)", .kind(.fullyConnected), reading: [gradient, weights], writing: [below]
      ) {
        Self.with(layer) {
          ck_full_layer_source_gradient($0, gradient.floats, weights.floats, below.floats)
        }
      }
      contribute(below, to: x)
    }
    backward[index] = gradients
  }

  private static func with(_ layer: ck_full_layer, _ body: (UnsafePointer<ck_full_layer>) -> Void) {
    withUnsafePointer(to: layer, body)
  }
}
