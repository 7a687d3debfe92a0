import Foundation
import Testing
import TestSupport

@testable import Workbench

@Suite("What the system allows") struct LimitsTests {
  private func folder(_ files: [String: String]) throws -> URL {
    let root = try TemporaryFolder()
    for (path, text) in files { try root.write(text, path) }
    return root.url
  }

  @Test("The tightest limit of a group and those around it counts, in version 2")
  func versionTwo() throws {
    let root = try folder([
      "memory.max": "max\n", "job/memory.max": "8589934592\n", "job/step/memory.max": "17179869184\n",
      "job/cpu.max": "150000 100000\n", "job/step/cpu.max": "max 100000\n",
    ])
    let group = ControlGroup(membership: "0::/job/step\n", root: root)
    #expect(group.memoryBytes == 8 << 30)
    #expect(group.coreQuota == 1.5)
  }

  @Test("Version 1 spells no limit as a huge number and as -1")
  func versionOne() throws {
    let root = try folder([
      "memory/memory.limit_in_bytes": "9223372036854771712\n", "memory/a/memory.limit_in_bytes": "1000000\n",
      "cpu/a/cpu.cfs_quota_us": "-1\n", "cpu/a/cpu.cfs_period_us": "100000\n",
    ])
    let group = ControlGroup(membership: "4:memory:/a\n3:cpu,cpuacct:/a\n0::/\n", root: root)
    #expect(group.memoryBytes == 1_000_000)
    #expect(group.coreQuota == nil)
    #expect(ControlGroup(membership: "4:memory:/elsewhere\n", root: root).memoryBytes == nil)
    #expect(ControlGroup(membership: "", root: root) == ControlGroup(membership: "nonsense", root: root))
  }

  @Test("Cores are counted as the process may use them")
  func cores() {
    #expect(AllowedCores.count(in: "Name:\tx\nCpus_allowed_list:\t0-3,8,10-11\nMems:\t0\n") == 7)
    #expect(AllowedCores.count(in: "Cpus_allowed_list:\t5\n") == 1)
    #expect(AllowedCores.count(in: "Cpus_allowed_list:\t\n") == nil)
    #expect(AllowedCores.count(in: "") == nil)
    #expect((1...ProcessInfo.processInfo.processorCount).contains(AllowedCores.count))
    #expect((1...AllowedCores.count).contains(ResourceBudget.machine.threadCount))
  }

  @Test(
    "a budget has no more threads than the control group gives time for, and three quarters of its memory",
    arguments: [
      (nil, nil, 8, 6_000), (2.5, nil, 3, 6_000), (0.2, 400, 1, 300), (64, 16_000, 8, 6_000),
    ] as [(Double?, Int?, Int, Int)])
  func budget(quota: Double?, memory: Int?, threads: Int, bytes: Int) {
    let group = ControlGroup(memoryBytes: memory, coreQuota: quota)
    let budget = ResourceBudget(coreCount: 8, memoryBytes: 8_000, group: group)
    #expect(budget == ResourceBudget(threadCount: threads, memoryBytes: bytes))
  }
}

@Suite("Text of unknown origin") struct SentenceTests {
  @Test("keeps what can be shown and spells out what a terminal would obey")
  func printable() {
    #expect(
      Sentence.printable("naïve 写 \u{1f441}\u{fe0f}\u{200d}\u{1f5e8}")
        == "naïve 写 \u{1f441}\u{fe0f}\u{200d}\u{1f5e8}")
    #expect(
      Sentence.printable("a\nb\u{1b}[2J\u{85}\u{2028}\u{202e}\0")
        == "a\\u{a}b\\u{1b}[2J\\u{85}\\u{2028}\\u{202e}\\u{0}")
    #expect(Sentence.printable("") == "")
  }

  @Test("leaves the middle of a long text out")
  func long() {
    let text = "begin" + String(repeating: "x", count: 100_000) + "end."
    let shown = Sentence.printable(text)
    #expect(shown.hasPrefix("beginx") && shown.hasSuffix("xend.") && shown.contains(" ... "))
    #expect(shown.unicodeScalars.count <= Sentence.maximumCount)
    let fitting = String(repeating: "y", count: Sentence.maximumCount - 1)
    #expect(Sentence.printable(fitting) == fitting)
  }

  @Test("is what every error's message goes through")
  func message() {
    let error = WorkbenchError(.malformed, at: "a.csv", "names the column \u{1b}[2J\n more than once")
    #expect(error.message == "a.csv: names the column \\u{1b}[2J\\u{a} more than once.")
  }

  // Were the candidates compared letter by letter, the test would take hours.
  @Test("A name of a megabyte is compared with none of ten thousand short ones", .timeLimit(.minutes(5)))
  func suggestion() {
    let name = String(repeating: "clusterdamping", count: 80_000)
    let candidates = Array(repeating: "cluster.damping", count: 10_000)
    #expect(Suggestion.nearest(to: name, among: candidates) == nil)
  }

  @Test("The nearest known name is suggested, up to a third of its letters away")
  func nearest() {
    #expect(Suggestion.nearest(to: "dampng", among: ["damping", "preference"]) == "damping")
    #expect(Suggestion.nearest(to: "dmapign", among: ["preference", "damping"]) == "damping")
    #expect(Suggestion.nearest(to: "dxmxixg", among: ["damping"]) == nil)
    #expect(Suggestion.nearest(to: "ab", among: ["ax", "xb"]) == "ax")
  }
}
