import Foundation
import Workbench

/// Inputs read one after the other in this process.
public struct Campaign {
  /// Inputs after which the tally is handed on.
  static let stretch = 1000

  private let reader: any FuzzedReader
  private let mutator: Mutator

  /// The damaged files of a reader under a seed; `scratch` is a folder of its own.
  public init(_ name: ReaderName, seed: UInt64, scratch: URL) throws {
    reader = try name.reader(scratch: scratch)
    mutator = Mutator(try reader.seeds(), form: reader.form, seed: seed, name: name.rawValue)
  }

  /// Reads inputs.
  ///
  /// - Parameters:
  ///   - range: which inputs.
  ///   - skipped: inputs of the range that are left out.
  ///   - beginning: called before each input.
  ///   - counted: called with the tally of each stretch, and of the last.
  public func run(
    _ range: Range<Int>, skipping skipped: Set<Int> = [], beginning: (Int) -> Void = { _ in },
    counted: (Tally) -> Void
  ) {
    var firstMemory: Int?
    var tally = Tally(next: range.lowerBound)
    for index in range {
      if !skipped.contains(index) {
        beginning(index)
        count(index, in: &tally)
      }
      tally.next = index + 1
      guard (index + 1 - range.lowerBound) % Self.stretch == 0 || index + 1 == range.upperBound else {
        continue
      }
      tally.peakMemoryBytes = ProcessMemory.peakBytes
      let memory = ProcessMemory.residentBytes
      tally.memoryGrowthBytes = memory - (firstMemory ?? memory)
      if firstMemory == nil { firstMemory = memory }
      counted(tally)
      tally = Tally(next: index + 1)
    }
  }

  // MARK: -

  private func count(_ index: Int, in tally: inout Tally) {
    let bytes = mutator.input(index)
    let started = Self.processorSeconds
    let judgement = Judgement(of: reader, on: bytes)
    let seconds = Self.processorSeconds - started
    tally.inputCount += 1
    tally.readerSeconds += seconds
    if seconds > tally.slowest.seconds { tally.slowest = (index, seconds) }
    switch judgement {
    case .accepted: tally.acceptedCount += 1
    case .refused(let kind): tally.refusals[kind, default: 0] += 1
    case .defect(let reason): tally.defects.append(Tally.Flaw(index: index, reason: reason))
    }
  }

  private static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// This process's memory.
enum ProcessMemory {
  /// What it holds now.
  static var residentBytes: Int {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .ascii) else { return 0 }
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  /// The most it ever held.
  static var peakBytes: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }
}
