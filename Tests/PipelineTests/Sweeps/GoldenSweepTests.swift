import Foundation
import TestSupport
import Testing
import Workbench

@testable import Pipeline

/// Sweeps in `Golden/sweeps`: right ones, and ones that are wrong in one way each, with what the program says of them.
///
/// `wrong/messages.json` holds the whole message of each file, without the file's name, and what its JSON Schema says,
/// which `Tests/Peers/experiment_schema.py` compares with a public validator.
@Suite struct GoldenSweepTests {
  private static let folder = SourceTree.root.appendingPathComponent("Tests/PipelineTests/Golden/sweeps")

  static var answers: [String: GoldenAnswer] {
    get throws { try GoldenAnswer.all(in: folder.appendingPathComponent("wrong")) }
  }

  static func files(_ name: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent(name).path)
      .filter { $0.hasSuffix(".yaml") }.sorted()
  }

  /// The sweep, as if it lay beside the experiments, which it names.
  private func read(_ file: String) throws -> Sweep {
    let text = try String(contentsOf: Self.folder.appendingPathComponent(file), encoding: .utf8)
    let place = SourceTree.root.appendingPathComponent("experiments/sweep.yaml").path
    return try SweepReader.read(text, place: place)
  }

  @Test(arguments: try files("right"))
  func `a right sweep is read and has members`(file: String) throws {
    #expect(try read("right/\(file)").members(place: file).isEmpty == false)
  }

  @Test(arguments: try answers.keys.sorted())
  func `a wrong sweep is answered with what, where and what to do`(name: String) throws {
    let answer = try #require(try Self.answers[name])
    do {
      _ = try read("wrong/\(name).yaml")
      Issue.record("it was read")
    } catch let error as any ZoominError {
      #expect(error.exitCode == .configuration)
      let message = try #require(error.message.split(separator: "experiments/sweep.yaml", maxSplits: 1).last)
      #expect(message == answer.message)
    }
  }

  @Test func `there is an answer for every wrong sweep`() throws {
    #expect(try Set(Self.files("wrong")) == Set(Self.answers.keys.map { "\($0).yaml" }))
    #expect(try Set(Self.answers.values.map(\.schema)) == ["refuses", "accepts"])
  }

  @Test func `a drawn seed may be as large as a seed can be`() throws {
    let yaml = """
      experiment: quickstart.yaml
      random: {count: 20}
      sweep: {phantom: {seed: {uniform: [0, 18446744073709551615]}}}
      """
    let place = SourceTree.root.appendingPathComponent("experiments/sweep.yaml").path
    let seeds = try SweepReader.read(yaml, place: place).members(place: place).map(\.experiment.phantom.seed)
    #expect(Set(seeds).count == 20 && seeds.contains { $0 > UInt64(Int.max) })
  }
}
