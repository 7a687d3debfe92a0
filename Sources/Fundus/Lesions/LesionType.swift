/// What a marked place on a retina is. The raw value is what files hold.
public enum LesionType: String, Sendable, Hashable, CaseIterable, Codable {
  /// Microaneurysm.
  case microaneurysm = "MA"
  /// Dot or blot haemorrhage.
  case haemorrhage = "HE"
  /// Flame-shaped haemorrhage.
  case flameHaemorrhage = "FH"
  /// Hard exudate.
  case hardExudate = "EX"
  /// Soft exudate (cotton wool spot).
  case softExudate = "SE"
  /// Neovascularisation.
  case neovascularisation = "NV"
  /// Intraretinal microvascular abnormality.
  case intraretinalMicrovascularAbnormality = "IRMA"
  /// Haemorrhage or microaneurysm, not distinguished.
  case red = "RED"
  /// Hard or soft exudate or another bright lesion, not distinguished.
  case bright = "BRIGHT"
  /// A lesion that is none of these.
  case other = "OTHER"
  /// The optic disc: anatomy, never a lesion.
  case opticDisc = "OD"

  /// Lesions of blood: microaneurysms and haemorrhages.
  public static let reds: Set<LesionType> = [.microaneurysm, .haemorrhage, .flameHaemorrhage, .red]
  /// Exudates and cotton-wool spots.
  public static let brights: Set<LesionType> = [.hardExudate, .softExudate, .bright]

  /// Whether this is a lesion rather than anatomy.
  public var isLesion: Bool { self != .opticDisc }

  /// Reads a spelling that data sets use. Case, spaces, hyphens and underscores do not matter.
  ///
  /// - Returns: nil if the text is neither a term nor an alias.
  public init?(text: String) {
    let key = String(text.lowercased().filter { !" -_/.".contains($0) })
    guard let type = Self.byKey[key] else { return nil }
    self = type
  }

  /// The accepted spellings of each term, as data sets write them.
  public static let aliases: [LesionType: [String]] = [
    .microaneurysm: ["microaneurysm", "microaneurysms", "micro_aneurysm"],
    .haemorrhage: [
      "haemorrhage", "haemorrhages", "hemorrhage", "hemorrhages", "blot_haemorrhage", "blot_hemorrhage",
      "dot_haemorrhage", "dot_hemorrhage", "HM",
    ],
    .flameHaemorrhage: ["flame_haemorrhage", "flame_hemorrhage", "flame"],
    .hardExudate: ["hard_exudate", "hard_exudates", "exudate", "exudates", "HX"],
    .softExudate: ["soft_exudate", "soft_exudates", "cotton_wool_spot", "cotton_wool_spots", "CWS"],
    .neovascularisation: ["neovascularisation", "neovascularization", "NVE", "NVD"],
    .intraretinalMicrovascularAbnormality: ["intraretinal_microvascular_abnormality"],
    .red: [
      "red_lesion", "haemorrhage_or_MA", "hemorrhage_or_MA", "haemorrhage_or_microaneurysm",
      "hemorrhage_or_microaneurysm",
    ],
    .bright: ["bright_lesion", "exudate_or_cotton_wool"],
    .other: ["other_lesion"],
    .opticDisc: ["optic_disc", "optic_disk", "disc", "disk"],
  ]

  // MARK: -

  private static let byKey: [String: LesionType] = {
    var byKey: [String: LesionType] = [:]
    for type in allCases {
      for spelling in [type.rawValue] + (aliases[type] ?? []) {
        byKey[spelling.lowercased().filter { !" -_/.".contains($0) }] = type
      }
    }
    return byKey
  }()
}
