import FeatureStore
import Foundation
import Testing
import TestSupport
import Workbench

/// A sweep of 24 members that is killed twice. `make test` takes few features; in full (some three minutes of two idle cores):
///
///     ZOOMIN_SWEEP_ROWS=5000 ZOOMIN_PROGRAM=.build/release/zoomin swift test --filter SweepOfManyTests
@Suite(.withProgram)
struct SweepOfManyTests {
  private static let rowCount =
    ProcessInfo.processInfo.environment["ZOOMIN_SWEEP_ROWS"].flatMap { Int($0) } ?? 240

  private let sweep = """
    name: many
    features: features.h5
    base:
      judge:
        resamples: 1
        permutations: 200
    sweep:
      cluster:
        preference: [minimum, "quantile:0.1", median, "quantile:0.9"]
        features: [l2, raw, whitened]
        damping: [0.8, 0.9]
    """

  /// Features of kinds of falling frequency, four to an eye, both eyes of a patient of one grade.
  private func features(_ url: URL) throws {
    let (dimension, grid) = (32, 14)
    var block = FeatureBlock(dimension: dimension, grid: grid)
    var random = RandomStream(seed: 5, purpose: "sweep of many")
    let kinds = (0..<30).map { _ in (0..<dimension).map { _ in Float(random.normal()) } }
    for picture in 0..<Self.rowCount / 4 {
      let patient = picture / 2
      var values: [Float] = []
      let regions = (0..<4).map { rank in
        let kind = Int(Double(kinds.count) * random.uniform() * random.uniform())
        values += kinds[kind].map { $0 + Float(random.normal(deviation: 0.35)) }
        let box = Box(centreX: 100 + 60 * Float(rank), centreY: 200, side: 60)
        return FeatureRegion(
          level: 1, rank: UInt8(rank), row: 6, column: UInt8(3 + 2 * rank), response: 1, boxSource: box,
          boxView: box, boxZoom: box, sideSource: 60)
      }
      let id = "\(patient)_\(picture % 2 == 0 ? "left" : "right")"
      try block.append(
        FeatureImage(
          id: id, path: "\(id).png", sha256: ContentHash.hexadecimal(of: id), patient: "\(patient)",
          eye: picture % 2 == 0 ? "left" : "right", split: "test", width: 420, height: 420,
          grade: Int8(patient % 5), yM: [], yA: [], yC: [], y: [0.2, 0.2, 0.2, 0.2, 0.2],
          cropBox: Box(minX: 0, minY: 0, maxX: 420, maxY: 420)),
        attention: [Float](repeating: 0, count: 5 * grid * grid), regions: regions, features: values,
        lesions: [])
    }
    try FeatureFile.write(block, to: url, dataRoot: url.deletingLastPathComponent())
  }

  @Test func `24 members, killed twice and resumed, have the bytes of an undisturbed sweep`() throws {
    let program = try Program()
    defer { program.remove() }
    try features(program.folder.appendingPathComponent("features.h5"))
    let yaml = try program.write(sweep, as: "sweep.yaml")
    let whole = try program.call("sweep", yaml, "--out", "whole")
    try #require(whole.exitCode == 0, "\(whole.error)")
    let members = program.folder.appendingPathComponent("parts/members").path
    func done() -> Int {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: members)) ?? []
      return names.count { program.bytes("parts/members/\($0)/judgement.json") != nil }
    }
    var killedAt: [Int] = []
    for target in [4, 15] {
      let (process, _, _) = try program.start(["sweep", yaml, "--out", "parts"])
      try process.wait { done() >= target }
      kill(process.processIdentifier, SIGKILL)
      try process.waitForEnd()
      #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGKILL)
      killedAt.append(done())
    }
    #expect(killedAt[0] < 24 && killedAt[1] < 24 && killedAt[0] < killedAt[1], "killed after \(killedAt)")
    let resumed = try program.call("sweep", yaml, "--out", "parts")
    #expect(resumed.exitCode == 0, "\(resumed.error)")
    let undisturbed = try program.sweep("whole")
    #expect(undisturbed.files.keys.count { $0.hasSuffix("clustering.json") } == 24)
    #expect(try program.sweep("parts").differences(from: undisturbed) == [])
    print(
      "\(Self.rowCount) features, killed after \(killedAt) of 24 members, "
        + "\(undisturbed.files.count) files compared")
  }
}
