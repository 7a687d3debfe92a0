import Fundus
import Labels

/// How terms that people write are stored.
public enum LabelTerm {
  /// Every spelling of a lesion term in its short form, every spelling of "no lesion" as `none`; other names as they are
  /// written.
  public static func short(_ text: String) -> String {
    if ["none", "normal", "no lesion", "no_lesion"].contains(text.lowercased()) { return Label.noLesion }
    return LesionType(text: text)?.rawValue ?? text
  }

  /// The terms that COCO files list whether or not a label has them.
  public static let controlled: [COCOFile.Term] =
    LesionType.allCases.map { COCOFile.Term($0.rawValue, group: $0.isLesion ? "lesion" : "anatomy") }
    + [COCOFile.Term(Label.noLesion, group: "no lesion")]
}
