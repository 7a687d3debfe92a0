import Workbench
internal import CKernels

/// How fast this machine moves three matrices of messages through memory, which limits the speed of a dense
/// iteration.
public enum MemoryBandwidth {
  /// Bytes per second: the best of a few passes over three blocks of `elementCount` f32 numbers, 20 bytes per
  /// element.
  public static func measured(elementCount: Int, threadCount: Int, passes: Int = 5) -> Double {
    let memory = (0..<3).map { _ in AlignedMemory(byteCount: elementCount * 4) }
    let chunk = 1 << 16
    var best = Double.infinity
    for _ in 0..<passes {
      let start = ContinuousClock.now
      Parallel.forEach(count: (elementCount + chunk - 1) / chunk, threadCount: threadCount) { index in
        let begin = index * chunk
        let floats = memory.map { $0.base.assumingMemoryBound(to: Float.self) + begin }
        ck_stream_messages(floats[0], floats[1], floats[2], min(chunk, elementCount - begin))
      }
      let duration = start.duration(to: .now).components
      best = min(best, Double(duration.seconds) + Double(duration.attoseconds) * 1e-18)
    }
    return Double(elementCount) * 20 / best
  }
}
