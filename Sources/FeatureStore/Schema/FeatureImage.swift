import Workbench

/// One picture: one row of the columns under `/image`.
public struct FeatureImage: Hashable, Sendable {
  /// The manifest's name of the picture (its file stem).
  public var id: String
  /// The path of the picture, relative to the data root.
  public var path: String
  /// SHA-256 of the picture's file, 64 hexadecimal digits.
  public var sha256: String
  /// Whose eye it is.
  public var patient: String
  /// `left`, `right` or `unknown`.
  public var eye: String
  /// `train`, `validation`, `test` or `shifted`.
  public var split: String
  /// Width of the source picture in pixels.
  public var width: Int32
  /// Height of the source picture in pixels.
  public var height: Int32
  /// The label, 0...4; -1 if unknown.
  public var grade: Int8
  /// Probabilities of M-Net, five; empty if that head was not trained (then for every picture of the file).
  public var yM: [Float]
  /// Probabilities of A-Net, five or none.
  public var yA: [Float]
  /// Probabilities of C-Net, five or none.
  public var yC: [Float]
  /// The combined probabilities, five.
  public var y: [Float]
  /// The prepared square in source pixels; may leave the picture.
  public var cropBox: Box

  /// A picture's row.
  public init(
    id: String, path: String, sha256: String, patient: String, eye: String, split: String, width: Int32,
    height: Int32, grade: Int8, yM: [Float], yA: [Float], yC: [Float], y: [Float], cropBox: Box
  ) {
    self.id = id
    self.path = path
    self.sha256 = sha256
    self.patient = patient
    self.eye = eye
    self.split = split
    self.width = width
    self.height = height
    self.grade = grade
    self.yM = yM
    self.yA = yA
    self.yC = yC
    self.y = y
    self.cropBox = cropBox
  }
}
