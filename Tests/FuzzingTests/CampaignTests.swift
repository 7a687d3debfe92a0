import FeatureStore
import Foundation
import Testing
import TestSupport
import Workbench

@testable import Fuzzing

/// The command `fuzz`, as it was built beside these tests.
@Suite("Fuzzing campaigns") struct CampaignTests {
  struct Answer: Decodable {
    let schemaVersion: Int
    let sound: Bool
    let tally: Tally
    let crashes, hangs, leaks: [Tally.Flaw]
    let throughProgram: [String: Int]
  }

  private func fuzz(_ arguments: String...) throws -> (exitCode: Int32, answer: Answer) {
    let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    let process = Process()
    let output = Pipe()
    process.executableURL = folder.appendingPathComponent("fuzz")
    let kept = try TemporaryFolder().url
    process.arguments = arguments + ["--json", "--keep", kept.path]
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    try process.waitForEnd()
    return (process.terminationStatus, try JSONDecoder().decode(Answer.self, from: text))
  }

  @Test("Every reader takes or refuses seeded damage", arguments: ReaderName.allCases)
  func shortCampaign(_ name: ReaderName) throws {
    let count = name == .hdf5 ? 200 : 1500
    let (exitCode, answer) = try fuzz(
      name.rawValue, "--count", "\(count)", "--seed", "20170911", "--every-through-program", "40")
    #expect(exitCode == 0)
    #expect(answer.sound, "\(answer.tally.defects.map(\.reason)) \(answer.crashes.map(\.reason))")
    #expect(answer.tally.inputCount + answer.crashes.count + answer.hangs.count == count)
    // Damage is noticed, and does not always go so deep that nothing else is tried.
    #expect(answer.tally.refusals.values.reduce(0, +) > count / 4)
    #expect(answer.tally.acceptedCount > 0)
    if name == .hdf5 { #expect(answer.throughProgram.values.reduce(0, +) >= 5) }
  }

  @Test("Crashes, hangs and broken promises are found, counted and got past")
  func rehearsal() throws {
    let (exitCode, answer) = try fuzz("rehearsal", "--count", "5", "--hang-seconds", "1")
    #expect(exitCode == 1)
    #expect(!answer.sound)
    #expect(answer.crashes.map(\.index) == [1])
    #expect(answer.hangs.map(\.index) == [2])
    #expect(answer.tally.defects.map(\.index) == [3, 4])
    #expect(answer.tally.acceptedCount == 1)
    #expect(answer.tally.inputCount == 3)
  }
}

/// Inputs that a reader once did not deal with as it should: `Found/<reader>/`.
@Suite("What fuzzing found") struct FoundTests {
  static let found: [(reader: ReaderName, file: URL)] = ReaderName.allCases.flatMap { name in
    let folder = SourceTree.test("FuzzingTests/Found/\(name.rawValue)")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().map { (name, folder.appendingPathComponent($0)) }
  }

  // Some of them once took minutes each.
  @Test("is taken or refused with a sentence, and holds nobody up", .timeLimit(.minutes(5)))
  func isSettled() throws {
    let scratch = try TemporaryFolder().url
    #expect(Self.found.count >= 8)
    for (reader, file) in Self.found where !reader.mayCrash {
      let bytes = [UInt8](try Data(contentsOf: file))
      let outcome = try Replaying.outcome(of: bytes, by: reader, scratch: scratch)
      #expect(!outcome.hasPrefix("defect"), "\(file.lastPathComponent): \(outcome)")
    }
  }

  @Test("is, where libhdf5 reads outside of its memory or never ends, the child's to meet")
  func featureFiles() throws {
    let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    for (_, file) in Self.found.filter({ $0.reader.mayCrash }) {
      do {
        // On one of them libhdf5 goes round in a heap for ever.
        _ = try FeatureFileProbe.checked(
          file, program: folder.appendingPathComponent("zoomin"), secondsAllowed: 10)
      } catch let error as any ZoominError {
        #expect(Judgement.fault(in: error.message) == nil, "\(file.lastPathComponent)")
      }
    }
  }
}
