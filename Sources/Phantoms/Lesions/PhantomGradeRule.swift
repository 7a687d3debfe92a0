import Fundus

/// The rule that grades an eye by its lesions.
///
/// Source: Wilkinson et al. 2003, international clinical diabetic retinopathy severity scale. Deviation: severe disease
/// needs at least `severeCount` haemorrhages (not more than 20) in each quadrant around the fovea or for any IRMA;
/// venous beading is not drawn; any new vessels make the disease proliferative.
enum PhantomGradeRule {
  /// Haemorrhages in each of the four quadrants that make disease severe.
  static let severeCount = 4

  /// The quadrant of a place relative to the fovea: 0...3.
  static func quadrant(_ place: (x: Double, y: Double), fovea: (x: Double, y: Double)) -> Int {
    (place.x < fovea.x ? 0 : 1) + (place.y < fovea.y ? 0 : 2)
  }

  /// The grade, 0...4, of an eye with these lesions (types, and quadrants around the fovea).
  static func grade(of lesions: [(type: LesionType, quadrant: Int)]) -> Int {
    var haemorrhages = [0, 0, 0, 0]
    var grade = 0
    for lesion in lesions {
      switch lesion.type {
      case .neovascularisation: return 4
      case .intraretinalMicrovascularAbnormality: grade = max(grade, 3)
      case .haemorrhage, .flameHaemorrhage:
        haemorrhages[lesion.quadrant] += 1
        grade = max(grade, 2)
      case .hardExudate, .softExudate: grade = max(grade, 2)
      case .microaneurysm: grade = max(grade, 1)
      case .red, .bright, .other, .opticDisc: break
      }
    }
    return haemorrhages.allSatisfy { $0 >= severeCount } ? max(grade, 3) : grade
  }
}
