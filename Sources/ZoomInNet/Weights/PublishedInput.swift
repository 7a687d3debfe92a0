import Fundus
import NeuralNet

/// The value range of the pictures on which published weights were trained.
public enum PublishedInput: String, Sendable, CaseIterable {
  /// -1...1, as in this program: timm's Inception weights, and torchvision's, whose `transform_input` gives that range.
  case halves
  /// Normalised by ImageNet's means and deviations: weights trained without `transform_input`, such as gluon's.
  case imageNet = "imagenet"

  /// The normalisation that gives this range.
  var normalisation: Normalisation {
    switch self {
    case .halves: .halves
    case .imageNet: .imageNet
    }
  }

  /// Converts a layer's weights to the range -1...1. The conversion is exact in inference and in training.
  ///
  /// With samples x, published inputs p = (x - m) / d and our inputs q = (x - 1/2) * 2, `w * p = (w / 2d) * q + w (1/2
  /// - m) / d`. As the convolution has no padding, the second term is one constant per channel. It is subtracted from
  /// batch norm's running mean, and in training the mean of a batch contains it. Gradients of this weight are
  /// multiplied by 2d.
  ///
  /// - Parameter layer: the prefix of `.conv.weight` [out, 3, h, w] and `.bn.running_mean` [out].
  func convert(_ tensors: inout [String: Tensor], layer: String) {
    guard self != .halves, let weight = tensors["\(layer).conv.weight"],
      let mean = tensors["\(layer).bn.running_mean"]
    else { return }
    let theirs = normalisation
    let positionCount = weight.shape[2] * weight.shape[3]
    var weights = weight.values
    var means = mean.values
    for output in means.indices {
      var summand = 0.0
      for channel in 0..<3 {
        let deviation = Double(theirs.deviation[channel])
        let first = (output * 3 + channel) * positionCount
        for place in first..<(first + positionCount) {
          summand += Double(weights[place]) * (0.5 - Double(theirs.mean[channel])) / deviation
          weights[place] = Float(Double(weights[place]) / (2 * deviation))
        }
      }
      means[output] = Float(Double(means[output]) - summand)
    }
    tensors["\(layer).conv.weight"] = Tensor(shape: weight.shape, values: weights)
    tensors["\(layer).bn.running_mean"] = Tensor(shape: mean.shape, values: means)
  }
}
