import Foundation

/// The outcome of a campaign.
public struct Verdict {
  /// What became of the inputs that did not end a process.
  public var tally: Tally
  /// Inputs that ended a process.
  public var crashes: [Tally.Flaw] = []
  /// Inputs that did not come to an end.
  public var hangs: [Tally.Flaw] = []
  /// Children that lost memory.
  public var leaks: [Tally.Flaw] = []
  /// Feature files opened as the program opens them, by outcome.
  public var throughProgram: [String: Int] = [:]
  /// Inputs that ended a child among many others but not the program's child alone.
  public var survivedAlone: [Int] = []
  /// Since the beginning.
  public var seconds = 0.0

  private let reader: ReaderName
  private let seed: UInt64

  init(_ plan: Supervisor.Plan) {
    reader = plan.reader
    seed = plan.seed
    tally = Tally(next: plan.range.lowerBound)
  }

  /// Whether the reader kept its promises. A crash of a library that is only used through a child process is
  /// none of its own.
  public var isSound: Bool {
    let endings = reader.mayCrash ? [] : crashes + hangs
    return endings.isEmpty && leaks.isEmpty && tally.defects.isEmpty
  }

  /// One line for a terminal.
  public var line: String {
    let rate = Double(tally.inputCount) / max(seconds, 0.001)
    return String(
      format: "%@: %d inputs, %.0f a second, %d taken, %d crashes, %d hangs, %d defects", reader.rawValue,
      tally.inputCount, rate, tally.acceptedCount, crashes.count, hangs.count, tally.defects.count)
  }

  /// Everything, as text.
  public var report: String {
    var lines = [
      "reader      \(reader.rawValue), seed \(seed)",
      String(
        format: "inputs      %d in %.0f s, %.0f a second (%.0f in the reader alone)", tally.inputCount,
        seconds,
        Double(tally.inputCount) / max(seconds, 0.001),
        Double(tally.inputCount) / max(tally.readerSeconds, 0.001)),
      "taken       \(tally.acceptedCount)",
    ]
    for (kind, count) in tally.refusals.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      lines.append("refused     \(count) \(kind)")
    }
    lines.append("crashes     \(crashes.count)")
    lines.append("hangs       \(hangs.count)")
    lines.append("leaks       \(leaks.count) children")
    lines.append("defects     \(tally.defects.count)")
    lines.append(
      String(format: "slowest     input %d, %.1f ms", tally.slowest.index, tally.slowest.seconds * 1000))
    lines.append(
      "memory      at most \(tally.peakMemoryBytes >> 20) MB a child, grown by \(tally.memoryGrowthBytes >> 20) MB"
    )
    if !throughProgram.isEmpty {
      let outcomes = throughProgram.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
      lines.append(
        "zoomin      \(throughProgram.values.reduce(0, +)) opened as the program does: "
          + outcomes.joined(separator: ", "))
      if !survivedAlone.isEmpty {
        lines.append(
          "            \(survivedAlone.count) of the fatal inputs do no harm alone: \(survivedAlone)")
      }
    }
    for (title, flaws) in [("crash", crashes), ("hang", hangs), ("leak", leaks), ("defect", tally.defects)] {
      for flaw in flaws.prefix(20) {
        lines.append(
          "\(title.padding(toLength: 12, withPad: " ", startingAt: 0))input \(flaw.index): \(flaw.reason)")
      }
    }
    return lines.joined(separator: "\n")
  }

  /// One line of JSON.
  public func json() throws -> String {
    struct Answer: Encodable {
      let schemaVersion = 1
      let reader: String
      let seed: UInt64
      let sound: Bool
      let seconds: Double
      let tally: Tally
      let crashes, hangs, leaks: [Tally.Flaw]
      let throughProgram: [String: Int]
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let answer = Answer(
      reader: reader.rawValue, seed: seed, sound: isSound, seconds: seconds, tally: tally, crashes: crashes,
      hangs: hangs, leaks: leaks, throughProgram: throughProgram)
    return String(decoding: try encoder.encode(answer), as: UTF8.self)
  }
}
