import Foundation
import Testing
import Workbench

@testable import Fundus

@Suite struct ShuffledGradesTests {
  /// Patients of both splits; every fifth has one eye, every seventh is not graded.
  private let manifest = Manifest(
    root: URL(fileURLWithPath: "/nowhere"),
    entries: (0..<60).flatMap { patient in
      (patient % 5 == 0 ? [Eye.left] : [.left, .right]).map { eye in
        ManifestEntry(
          id: "\(patient)_\(eye.rawValue)", path: "\(patient)_\(eye.rawValue).png", patient: "\(patient)",
          eye: eye, grade: patient % 7 == 0 ? nil : (patient + (eye == .left ? 0 : 1)) % 5,
          split: patient % 3 == 0 ? .test : .train)
      }
    })

  private func counts(_ manifest: Manifest, _ split: Split) -> [Int?: Int] {
    Dictionary(grouping: manifest.entries.filter { $0.split == split }, by: \.grade).mapValues(\.count)
  }

  @Test func `grades move between patients and stay within their split, pairs together`() {
    let shuffled = manifest.shufflingGrades(seed: 3)
    #expect(shuffled != manifest)
    for split in [Split.train, .test] { #expect(counts(shuffled, split) == counts(manifest, split)) }
    func pairs(_ manifest: Manifest) -> [[Int?]: Int] {
      let patients = Dictionary(grouping: manifest.entries, by: \.patient)
      return Dictionary(grouping: patients.values.map { $0.map(\.grade) }, by: { $0 }).mapValues(\.count)
    }
    #expect(pairs(shuffled) == pairs(manifest))
    let stay = zip(shuffled.entries, manifest.entries).count { $0.grade == $1.grade }
    // Of 108 pictures about a fifth keep their grade by chance.
    #expect(stay < 54)
    #expect(zip(shuffled.entries, manifest.entries).allSatisfy { $0.id == $1.id && $0.path == $1.path })
  }

  @Test func `the seed alone decides`() {
    #expect(manifest.shufflingGrades(seed: 3) == manifest.shufflingGrades(seed: 3))
    #expect(manifest.shufflingGrades(seed: 3) != manifest.shufflingGrades(seed: 4))
  }
}
