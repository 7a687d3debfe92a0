import Foundation
import Fundus
import Testing
import Workbench

@Suite("Splits by patient")
struct SplitTests {
  private func manifest(patients: Int, reversed: Bool = false) -> Manifest {
    var entries: [ManifestEntry] = []
    for patient in 0..<patients {
      let grade = patient % 10 < 5 ? 0 : patient % 10 - 5
      for eye in [Eye.left, .right] {
        let id = "\(patient)_\(eye.rawValue)"
        entries.append(
          ManifestEntry(id: id, path: "\(id).jpg", patient: "\(patient)", eye: eye, grade: grade))
      }
    }
    return Manifest(root: URL(filePath: "/nowhere"), entries: reversed ? entries.reversed() : entries)
  }

  @Test("Patients never part, fractions hold overall and in every grade")
  func fractions() throws {
    let divided = try SplitConfiguration(seed: 3).assign(manifest(patients: 200))
    let byPatient = Dictionary(grouping: divided.entries, by: \.patient)
    #expect(byPatient.values.allSatisfy { Set($0.map(\.assignedSplit)).count == 1 })
    func patients(_ split: Split, _ grade: Int? = nil) -> Int {
      Set(divided.entries.filter { $0.split == split && (grade == nil || $0.grade == grade) }.map(\.patient))
        .count
    }
    #expect(patients(.train) == 120 && patients(.validation) == 20 && patients(.test) == 60)
    for grade in 1...4 {
      // 20 patients of each: 12, 2, 6, give or take two.
      #expect(abs(patients(.train, grade) - 12) <= 2 && abs(patients(.test, grade) - 6) <= 2)
    }
  }

  @Test("The order of rows does not matter, the seed does")
  func determinism() throws {
    let one = try SplitConfiguration(seed: 3).assign(manifest(patients: 50))
    #expect(try SplitConfiguration(seed: 3).assign(manifest(patients: 50, reversed: true)) == one)
    #expect(try SplitConfiguration(seed: 4).assign(manifest(patients: 50)) != one)
  }

  @Test("What the data say stays, and takes the fellow eye along")
  func given() throws {
    var entries = manifest(patients: 4).entries
    let index = try #require(entries.firstIndex { $0.id == "2_right" })
    entries[index].assignedSplit = .shifted
    let divided = try SplitConfiguration().assign(
      Manifest(root: URL(filePath: "/nowhere"), entries: entries))
    #expect(divided.entries.filter { $0.patient == "2" }.map(\.split) == [.shifted, .shifted])
    #expect(divided.entries.filter { $0.patient != "2" }.allSatisfy { $0.split != .shifted })
  }

  @Test(
    "Every patient is tested in one fold, grades are spread evenly, and the folds of a seed stay the same")
  func folds() throws {
    var tested: [String: Int] = [:]
    for fold in 0..<5 {
      var configuration = SplitConfiguration(
        trainFraction: 0.6, validationFraction: 0.2, testFraction: 0.2, seed: 3)
      (configuration.foldCount, configuration.foldIndex) = (5, fold)
      let divided = try configuration.assign(manifest(patients: 100))
      let byPatient = Dictionary(grouping: divided.entries, by: \.patient)
      #expect(byPatient.values.allSatisfy { Set($0.map(\.assignedSplit)).count == 1 })
      let splits = byPatient.mapValues { $0[0].split }
      #expect(splits.values.count { $0 == .test } == 20)
      #expect(splits.values.count { $0 == .validation } == 20 && splits.values.count { $0 == .train } == 60)
      for grade in 1...4 {
        let patients = byPatient.filter { $0.value[0].grade == grade }.keys
        #expect(abs(patients.count { splits[$0] == .test } - 2) <= 1, "10 patients in 5 folds")
      }
      for (patient, split) in splits where split == .test {
        #expect(tested.updateValue(fold, forKey: patient) == nil)
      }
    }
    #expect(tested.count == 100)
  }

  @Test("In folds, splits of the data do not count")
  func foldsOfAssigned() throws {
    let entries = manifest(patients: 10).entries.map { entry in
      var entry = entry
      entry.assignedSplit = .train
      return entry
    }
    var configuration = SplitConfiguration()
    configuration.foldCount = 2
    let divided = try configuration.assign(Manifest(root: URL(filePath: "/nowhere"), entries: entries))
    #expect(Set(divided.entries.filter { $0.split == .test }.map(\.patient)).count == 5)
  }

  @Test("Folds that make no division are refused", arguments: [(1, 0), (5, 0), (2, 2)])
  func foldsRefused(count: Int, index: Int) throws {
    var configuration = SplitConfiguration()
    (configuration.foldCount, configuration.foldIndex) = (count, index)
    let error = #expect(throws: FundusError.self) { try configuration.assign(manifest(patients: 4)) }
    #expect(error?.place == "data.folds, data.fold" && error?.exitCode == .configuration)
  }

  @Test("A patient in two splits is refused")
  func torn() throws {
    let entries = [
      ManifestEntry(id: "1_left", path: "a", patient: "1", split: .train),
      ManifestEntry(id: "1_right", path: "b", patient: "1", split: .test),
    ]
    let error = #expect(throws: FundusError.self) {
      try SplitConfiguration().assign(Manifest(root: URL(filePath: "/data"), entries: entries))
    }
    #expect(
      error?.description == "/data: patient 1 is in two splits: 1_left in train, 1_right in test.")
    #expect(error?.exitCode == .badData)
  }

  @Test("Fractions that make no division are refused", arguments: [0.5, .nan, -0.7])
  func fractionsRefused(train: Double) throws {
    let error = #expect(throws: FundusError.self) {
      try SplitConfiguration(trainFraction: train).assign(manifest(patients: 3))
    }
    #expect(error?.exitCode == .configuration)
  }

  @Test("Fellows are the other eye of the same patient")
  func fellows() {
    let entries = [
      ManifestEntry(id: "a", path: "a", patient: "1", eye: .left),
      ManifestEntry(id: "b", path: "b", patient: "1", eye: .right),
      ManifestEntry(id: "c", path: "c", patient: "2", eye: .right),
      ManifestEntry(id: "d", path: "d", patient: "1", eye: .right),
      ManifestEntry(id: "e", path: "e", patient: "3"), ManifestEntry(id: "f", path: "f", patient: "3"),
    ]
    let manifest = Manifest(root: URL(filePath: "/nowhere"), entries: entries)
    #expect(manifest.fellows == [1, 0, nil, nil, nil, nil])
  }
}
