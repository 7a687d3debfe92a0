/// `min(max(x, 0), ceiling)`: a ReLU, or with a finite ceiling one that saturates, such as ReLU6.
///
/// The gradient passes where the value lies above 0 and below the ceiling. Source: Krizhevsky 2010, "Convolutional Deep
/// Belief Networks on CIFAR-10", for the ceiling of 6; the gradient at both ends is PyTorch's (0).
struct Rectifier: Hashable, Sendable {
  /// The most that it lets through, above 0; infinite for a ReLU.
  let ceiling: Float

  init(ceiling: Float = .infinity) {
    precondition(ceiling > 0, "a rectifier's ceiling is above 0")
    self.ceiling = ceiling
  }
}
