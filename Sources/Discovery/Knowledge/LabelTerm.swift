import Fundus
import Labels

/// A term of the controlled list, and how terms that people write are stored.
public struct LabelTerm: Hashable, Sendable {
  /// The term as it is stored.
  public let name: String
  /// What it means, in words.
  public let meaning: String
  /// Other spellings that are stored as this term. Case, spaces, hyphens, underscores, slashes and full stops do not
  /// matter in them.
  public let spellings: [String]
  /// `lesion`, `anatomy` or `no lesion`.
  public let group: String

  /// The controlled list: the terms of lesion tables, `none`, and findings of the ICDR and ETDRS scales that are no
  /// terms of lesion tables and count as `OTHER`.
  public static let all: [LabelTerm] =
    LesionType.allCases.map { type in
      LabelTerm(
        name: type.rawValue, meaning: type.meaning,
        spellings: (LesionType.aliases[type] ?? []).map { $0.replacing("_", with: " ") },
        group: type.isLesion ? "lesion" : "anatomy")
    } + [
      LabelTerm(
        name: Label.noLesion, meaning: "looked at, and shows no lesion",
        spellings: ["normal", "no lesion", "no abnormality", "no abnormalities"], group: "no lesion"),
      LabelTerm(
        name: "venous beading", meaning: "veins of uneven width; counts as `OTHER`", spellings: ["VB"],
        group: "lesion"),
      LabelTerm(
        name: "preretinal haemorrhage", meaning: "blood before the retina; counts as `OTHER`",
        spellings: ["preretinal haemorrhages", "preretinal hemorrhage", "preretinal hemorrhages", "PRH"],
        group: "lesion"),
      LabelTerm(
        name: "vitreous haemorrhage", meaning: "blood in the vitreous; counts as `OTHER`",
        spellings: ["vitreous haemorrhages", "vitreous hemorrhage", "vitreous hemorrhages", "VH"],
        group: "lesion"),
      LabelTerm(
        name: "fibrous proliferation", meaning: "scar tissue on the disc or elsewhere; counts as `OTHER`",
        spellings: ["fibrous proliferations", "FPD", "FPE"], group: "lesion"),
    ]

  /// Every spelling of a term of the list as that term; other names as they are written.
  public static func short(_ text: String) -> String { nameByKey[LesionType.key(of: text)] ?? text }

  /// The list for COCO files, which name its terms whether or not a label has them.
  public static var controlled: [COCOFile.Term] { all.map { COCOFile.Term($0.name, group: $0.group) } }

  // MARK: -

  private static let nameByKey = Dictionary(
    all.flatMap { term in ([term.name] + term.spellings).map { (LesionType.key(of: $0), term.name) } },
    uniquingKeysWith: { first, _ in first })
}
