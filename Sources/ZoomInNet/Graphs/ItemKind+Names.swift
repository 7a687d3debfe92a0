import NeuralNet

extension ItemKind {
  /// One photograph: a row of the view, M, G, y.
  public static let eye = ItemKind("eye")
  /// One region cut from the zoom picture.
  public static let patch = ItemKind("patch")
}

/// The names of the graphs' inputs, outputs, indices and losses.
enum Port {
  /// Input [eyes,3,view,view].
  static let view = "view"
  /// Input [patches,3,crop,crop].
  static let patch = "patch"
  /// Output [eyes,C,g,g]; input of A-Net's own graph.
  static let m = "M"
  /// Input [eyes,5,g,g], used if attention is kept inside the retina: 0 in cells of the retina, -1e4 in others.
  static let retinaMask = "retina_mask"
  /// Output [eyes,C,1,1] of the eye graph, and input of the patch graph. The gradient at that input is added at the eye
  /// graph's output.
  static let dM = "d_M"
  /// Output [eyes,5,1,1].
  static let yM = "y_M"
  /// Output [eyes,5,g,g].
  static let g = "G"
  /// Output [eyes,5,1,1].
  static let yA = "y_A"
  /// Output [eyes,C',1,1] of the patch graph.
  static let dC = "d_C"
  /// Output [eyes,5,1,1].
  static let yC = "y_C"
  /// Indices per eye: the row of the patient's other eye in the batch, or -1.
  static let fellow = "fellow"
  /// Indices per patch: the row of its eye, or -1.
  static let owner = "owner"
  /// Labels per eye: 0...4, or -1.
  static let grade = "grade"
  /// Losses.
  static let lossM = "m", lossA = "a", lossC = "c"
}
