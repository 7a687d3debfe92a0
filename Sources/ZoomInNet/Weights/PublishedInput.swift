import Fundus
import NeuralNet

/// What numbers the first convolution of published weights was trained on.
public enum PublishedInput: String, Sendable, CaseIterable {
  /// -1...1, as ours: timm's Inception weights, and torchvision's, whose `transform_input` ends there.
  case halves
  /// ImageNet's means and deviations: weights trained elsewhere without `transform_input`, gluon's.
  case imageNet = "imagenet"

  /// How samples became those numbers.
  var normalisation: Normalisation {
    switch self {
    case .halves: .halves
    case .imageNet: .imageNet
    }
  }

  /// Makes a layer read -1...1 instead: exact, in inference and in training.
  ///
  /// With samples x, theirs (x - m) / d and ours (x - 1/2) * 2, `w * theirs = (w / 2d) * ours + w (1/2 - m) / d`.
  /// The second part is one number per channel, as the convolution has no padding; batch norm takes it out of its
  /// running mean, and the mean of a batch takes it along. Gradients of this one weight are multiplied by 2d.
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
