import FeatureStore
import Fundus

/// What is known of an eye as a whole.
enum EyeFacts {
  /// A line of a table.
  struct Fact {
    let name: String
    let value: String
    /// Whether blind reading hides it.
    var isSwaying = false
  }

  /// The grade and what the network says of it.
  static func facts(_ image: FeatureImage) -> [Fact] {
    func probabilities(_ name: String, _ values: [Float]) -> Fact? {
      values.isEmpty
        ? nil
        : Fact(
          name: name, value: values.map { Words.short(Double($0)) }.joined(separator: " "), isSwaying: true)
    }
    let grade = Int(image.grade)
    return [
      Fact(name: "Eye", value: image.eye),
      Fact(name: "Grade", value: Words.grade(Grade.all.contains(grade) ? grade : nil), isSwaying: true),
      Fact(name: "Split", value: image.split, isSwaying: true),
      probabilities("Probability of grades 0 to 4", image.y), probabilities("M-Net", image.yM),
      probabilities("A-Net", image.yA), probabilities("C-Net", image.yC),
    ].compactMap { $0 }
  }
}
