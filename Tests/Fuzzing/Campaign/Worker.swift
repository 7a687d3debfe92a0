import Foundation

/// The child's side: reads a range of inputs, names the current one in a file, and prints tallies as lines of
/// JSON. Its end, whatever it is, is the parent's to judge.
public enum Worker {
  /// The last line of a child that came to its end; what follows is the leak check's.
  static let ending = "end"

  /// Reads inputs; `scratch` is a folder of its own, in which `current` will name the input being read.
  public static func run(
    _ name: ReaderName, seed: UInt64, range: Range<Int>, skipping: Set<Int>, scratch: URL
  ) throws {
    let campaign = try Campaign(name, seed: seed, scratch: scratch)
    let current = open(currentFile(scratch).path, O_CREAT | O_WRONLY | O_TRUNC, 0o600)
    let encoder = JSONEncoder()
    campaign.run(range, skipping: skipping) { index in
      var index = index
      _ = pwrite(current, &index, MemoryLayout<Int>.size, 0)
    } counted: { tally in
      guard let line = try? encoder.encode(tally) else { return }
      print(String(decoding: line, as: UTF8.self))
      fflush(nil)
    }
    close(current)
    print(ending)
    fflush(nil)
  }

  /// Where a child says which input it reads.
  static func currentFile(_ scratch: URL) -> URL { scratch.appendingPathComponent("current") }

  /// The input that a child reads or last read; nil before the first.
  static func current(_ scratch: URL) -> Int? {
    guard let data = FileManager.default.contents(atPath: currentFile(scratch).path), data.count == 8 else {
      return nil
    }
    return data.withUnsafeBytes { $0.loadUnaligned(as: Int.self) }
  }
}
