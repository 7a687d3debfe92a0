import Fundus

/// The pictures of a study: their grades, and which two belong to one patient.
public struct EyeSet: Sendable, Hashable {
  /// By picture index: 0...4, nil if it is unknown.
  public let grades: [Int?]
  /// By picture index: the same patient's other eye.
  public let fellows: [Int?]

  /// Pictures with their grades and fellows; the index is the one a `PictureSource` takes.
  public init(grades: [Int?], fellows: [Int?]) {
    precondition(grades.count == fellows.count, "one fellow per picture")
    for (index, fellow) in fellows.enumerated() {
      guard let fellow else { continue }
      precondition(fellow != index && fellows[fellow] == index, "fellows are mutual")
    }
    self.grades = grades
    self.fellows = fellows
  }

  /// The pictures of a manifest, in its order.
  public init(_ manifest: Manifest) {
    self.init(grades: manifest.entries.map(\.grade), fellows: manifest.fellows)
  }

  /// The pictures in units that stay in one batch: both eyes of a patient if both exist, else one.
  ///
  /// Units ascend by their first picture. A fellow eye outside `indices` counts as missing.
  public func units(of indices: [Int]) -> [[Int]] {
    let included = Set(indices)
    return included.sorted().compactMap { index in
      guard let fellow = fellows[index], included.contains(fellow) else { return [index] }
      return index < fellow ? [index, fellow] : nil
    }
  }
}
