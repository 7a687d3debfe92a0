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
    guard let type = Self.byKey[Self.key(of: text)] else { return nil }
    self = type
  }

  /// A text without what does not matter in spellings: case, spaces, hyphens, underscores, slashes and full stops.
  public static func key(of text: String) -> String {
    String(text.lowercased().filter { !" -_/.".contains($0) })
  }

  /// What it is, in words.
  public var meaning: String {
    switch self {
    case .microaneurysm: "microaneurysm"
    case .haemorrhage: "dot or blot haemorrhage"
    case .flameHaemorrhage: "flame haemorrhage"
    case .hardExudate: "hard exudate"
    case .softExudate: "soft exudate (cotton wool)"
    case .neovascularisation: "neovascularisation"
    case .intraretinalMicrovascularAbnormality: "intraretinal microvascular abnormality"
    case .red: "haemorrhage or microaneurysm, not told apart"
    case .bright: "hard or soft exudate or another bright lesion, not told apart"
    case .other: "any other lesion"
    case .opticDisc: "optic disc: anatomy, never a lesion"
    }
  }

  /// The accepted spellings of each term, as data sets and the ICDR and ETDRS scales write them.
  ///
  /// Source: Wilkinson et al. 2003 (ICDR); ETDRS Research Group 1991, report 10. Deviation: `HE` is a haemorrhage, as
  /// in IDRiD and DDR, and not the hard exudate of ETDRS.
  public static let aliases: [LesionType: [String]] = [
    .microaneurysm: ["microaneurysm", "microaneurysms", "micro_aneurysms"],
    .haemorrhage: [
      "haemorrhage", "haemorrhages", "hemorrhage", "hemorrhages", "blot_haemorrhage", "blot_haemorrhages",
      "blot_hemorrhage", "blot_hemorrhages", "dot_haemorrhage", "dot_haemorrhages", "dot_hemorrhage",
      "dot_hemorrhages", "intraretinal_haemorrhage", "intraretinal_haemorrhages", "intraretinal_hemorrhage",
      "intraretinal_hemorrhages", "HM",
    ],
    .flameHaemorrhage: [
      "flame_haemorrhage", "flame_haemorrhages", "flame_hemorrhage", "flame_hemorrhages", "flame",
    ],
    .hardExudate: ["hard_exudate", "hard_exudates", "exudate", "exudates", "HX"],
    .softExudate: [
      "soft_exudate", "soft_exudates", "cotton_wool", "cotton_wool_spot", "cotton_wool_spots", "CWS",
    ],
    .neovascularisation: [
      "neovascularisation", "neovascularization", "new_vessels", "new_vessels_elsewhere", "NVE",
      "new_vessels_on_the_disc", "NVD",
    ],
    .intraretinalMicrovascularAbnormality: [
      "intraretinal_microvascular_abnormality", "intraretinal_microvascular_abnormalities",
    ],
    .red: [
      "red_lesion", "haemorrhage_or_MA", "hemorrhage_or_MA", "haemorrhage_or_microaneurysm",
      "hemorrhage_or_microaneurysm", "haemorrhages/microaneurysms", "hemorrhages/microaneurysms", "H/MA",
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
        byKey[key(of: spelling)] = type
      }
    }
    return byKey
  }()
}
