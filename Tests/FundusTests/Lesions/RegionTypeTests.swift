import Fundus
import Testing
import Workbench

@Suite("The type of a region")
struct RegionTypeTests {
  private let crop = Box(minX: 0, minY: 0, maxX: 100, maxY: 100)

  private func lesion(_ type: LesionType, _ x: Float, _ y: Float, _ width: Float, _ height: Float)
    -> LesionBox
  {
    LesionBox(image: "a", type: type, box: Box(minX: x, minY: y, maxX: x + width, maxY: y + height))
  }

  @Test("Nothing, or only the optic disc, is none")
  func none() {
    #expect(RegionType(crop: crop, lesions: []) == .none)
    #expect(RegionType(crop: crop, lesions: [lesion(.opticDisc, 10, 10, 50, 50)]) == .none)
  }

  @Test("A lesion counts from half its area inside")
  func half() {
    #expect(
      RegionType(crop: crop, lesions: [lesion(.hardExudate, 90, 0, 20, 10)]) == .single(.hardExudate))
    #expect(RegionType(crop: crop, lesions: [lesion(.hardExudate, 91, 0, 20, 10)]) == .none)
  }

  @Test("A type names the region from three quarters of the area")
  func dominance() {
    let exudate = lesion(.hardExudate, 10, 10, 10, 30)
    #expect(
      RegionType(crop: crop, lesions: [exudate, lesion(.haemorrhage, 50, 50, 10, 10)])
        == .single(.hardExudate))
    #expect(RegionType(crop: crop, lesions: [exudate, lesion(.haemorrhage, 50, 50, 10, 11)]) == .mixed)
  }

  @Test("The optic disc does not dilute a lesion")
  func disc() {
    let lesions = [lesion(.opticDisc, 0, 0, 80, 80), lesion(.microaneurysm, 90, 90, 2, 2)]
    #expect(RegionType(crop: crop, lesions: lesions) == .single(.microaneurysm))
    #expect(RegionType(crop: crop, lesions: lesions).text == "MA")
  }

  @Test(
    "Spellings of data sets are understood",
    arguments: [
      ("haemorrhage_or_MA", LesionType.red), ("hard_exudate", .hardExudate), ("optic_disc", .opticDisc),
      ("MA", .microaneurysm), ("se", .softExudate), ("Cotton-wool spot", .softExudate), ("OTHER", .other),
    ])
  func aliases(text: String, type: LesionType) {
    #expect(LesionType(text: text) == type)
  }

  @Test("No spelling has two meanings, and nonsense has none")
  func aliasesAreSane() {
    for (type, spellings) in LesionType.aliases {
      for spelling in spellings { #expect(LesionType(text: spelling) == type, "\(spelling)") }
    }
    for type in LesionType.allCases { #expect(LesionType(text: type.rawValue) == type) }
    #expect(LesionType(text: "drusen") == nil)
    #expect(LesionType(text: "") == nil)
  }
}
