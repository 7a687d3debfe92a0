import Foundation
import Scoring
import TestSupport
import Testing
import Workbench

@testable import Discovery

@Suite struct ClusterMeasuresTests {
  @Test func clustersOfTheDrawnKindsAgreeWithTypeAndNothingElse() throws {
    let data = try SampleData(patients: 20)
    let clustering = try ClusteringRun().perform(
      try data.reader, into: data.folder.appendingPathComponent("c"))
    let mined = try data.mined
    let cameras = mined.images.indices.map { $0 % 3 == 0 ? "A" : "B" }
    let measures = try ClusterMeasures(clustering, of: mined, cameraOfImage: cameras, permutations: 200)
    #expect(measures.agreements.map(\.label) == ["type", "predicted grade", "eye", "camera"])
    let type = try #require(measures.agreement(with: "type"))
    #expect(abs(type.adjustedMutualInformation - 1) < 1e-12)
    let purity = try #require(measures.purity)
    #expect(purity.purity == 1)
    #expect(purity.permutedMean < 0.6)
    for nuisance in measures.agreements.dropFirst() {
      #expect(abs(nuisance.adjustedMutualInformation) < 0.15, "\(nuisance.label)")
      let interval = try #require(nuisance.interval)
      #expect(interval.low <= nuisance.adjustedMutualInformation)
      #expect(interval.high >= nuisance.adjustedMutualInformation)
      let margin = try #require(nuisance.typeMargin)
      #expect(abs(margin + nuisance.adjustedMutualInformation - type.adjustedMutualInformation) < 1e-12)
      #expect(try #require(nuisance.typeMarginInterval).low > 0)
    }
    let lesions = try #require(measures.lesions)
    #expect(lesions.types.reduce(0) { $0 + $1.regionCount } <= measures.rowCount)
    #expect(lesions.types.suffix(2).map(\.name) == ["mixed", "none"], "always given")
    for kind in lesions.types where kind.regionCount > 0 {
      let recall = try #require(kind.recall)
      #expect(recall.value == 1 && recall.byChance < 0.9, "\(kind.name)")
      #expect(kind.enrichmentAUC == nil, "no judgement was given")
    }
    #expect(lesions.groupPurity?.value == 1 && lesions.groupAgreement > 0.5 && lesions.responses.isEmpty)
    #expect(measures.lines[0].hasPrefix("purity by lesion type 1.00, by chance 0."))
  }

  @Test func theMeasuresDoNotDependOnTheNumberOfThreads() throws {
    let data = try SampleData()
    let clustering = try ClusteringRun().perform(
      try data.reader, into: data.folder.appendingPathComponent("c"))
    let both = try [1, 3].map { threads in
      try ClusterMeasures(
        clustering, of: try data.mined, permutations: 50,
        budget: ResourceBudget(threadCount: threads, memoryBytes: 1 << 30))
    }
    #expect(both[0] == both[1])
    try both[0].write(into: clustering.folder)
    let text = try Data(contentsOf: clustering.folder.appendingPathComponent("measures.json"))
    #expect(try JSONDecoder().decode(ClusterMeasures.self, from: text) == both[0])
  }

  @Test func withoutLesionsThereIsNoPurity() throws {
    let data = try SampleData(lesions: false)
    let clustering = try ClusteringRun().perform(
      try data.reader, into: data.folder.appendingPathComponent("c"))
    let measures = try ClusterMeasures(clustering, of: try data.mined)
    #expect(measures.purity == nil)
    #expect(measures.agreements.map(\.label) == ["predicted grade", "eye"])
    #expect(measures.agreements.allSatisfy { $0.typeMargin == nil })
  }

  @Test func aClusteringOfOtherFeaturesIsRefused() throws {
    let data = try SampleData()
    let clustering = try ClusteringRun().perform(
      try data.reader, into: data.folder.appendingPathComponent("c"))
    let other = try SampleData(seed: 2).mined
    let error = #expect(throws: DiscoveryError.self) { try ClusterMeasures(clustering, of: other) }
    #expect(error?.code == .malformed)
  }
}

@Suite struct PatientJackknifeTests {
  @Test func theIntervalOfAMeanIsThatOfItsStandardError() throws {
    var random = RandomStream(seed: 3, purpose: "jackknife test")
    let values = (0..<40).map { _ in random.normal() }
    let jackknife = PatientJackknife(
      patientOfRow: values.indices.map { "\($0)" }, maximumGroupCount: 100, seed: 1, threadCount: 2)
    let mean = values.reduce(0, +) / 40
    let left = try jackknife.values { rows in rows.map { values[$0] }.reduce(0, +) / Double(rows.count) }
    let interval = try #require(PatientJackknife.interval(around: mean, left))
    // With one value a patient the jackknife variance of the mean is s^2 / n exactly.
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 39
    #expect(abs((interval.high - interval.low) / 2 - 1.959964 * (variance / 40).squareRoot()) < 1e-12)
  }

  @Test func allRowsOfAPatientLeaveTogetherAndEveryPatientLeavesOnce() {
    let patients = (0..<90).map { "\($0 % 30)" }
    let jackknife = PatientJackknife(patientOfRow: patients, maximumGroupCount: 7, seed: 1, threadCount: 1)
    #expect(jackknife.keptRows.count == 7)
    var leftCount = [String: Int]()
    for kept in jackknife.keptRows {
      let present = Set(kept.map { patients[$0] })
      #expect(kept.count == 3 * present.count)
      for patient in Set(patients).subtracting(present) { leftCount[patient, default: 0] += 1 }
    }
    #expect(leftCount.values.allSatisfy { $0 == 1 } && leftCount.count == 30)
  }

  @Test func onePatientHasNoInterval() {
    #expect(PatientJackknife.interval(around: 1, [1]) == nil)
  }
}
