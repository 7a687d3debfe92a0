import Fundus
import Imaging

/// The colours of the grades, the same in every figure.
///
/// They go from cold to warm over a pale middle, so that the order is visible. Readers with any of the three kinds of
/// colour blindness can distinguish them (a test simulates this), and they are visible on dark grey beside the orange
/// of a retina.
public enum GradePalette {
  /// The colour of a grade; a grey where it is not known.
  public static func colour(of grade: Int?) -> Colour {
    guard let grade, grades.indices.contains(grade) else { return unknown }
    return grades[grade]
  }

  /// The clinical name of a grade.
  ///
  /// Source: Wilkinson et al. 2003, international clinical diabetic retinopathy severity scale.
  public static func name(of grade: Int?) -> String {
    guard let grade, names.indices.contains(grade) else { return "not graded" }
    return names[grade]
  }

  /// The colours of grades 0 ... 4.
  public static let grades = [0x3D6FB6, 0x6FB7E9, 0xE9E3C0, 0xF5A623, 0xE8442E].map(Colour.init(hex:))

  /// The colour of a picture whose grade is not known.
  public static let unknown = Colour(hex: 0x7C7C7C)

  private static let names = ["none", "mild", "moderate", "severe", "proliferative"]
}
