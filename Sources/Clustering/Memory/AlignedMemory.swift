import Glibc
import Workbench

/// Zeroed memory aligned to cache lines; large pieces are on huge pages if the system has them.
///
/// The system clears pages when they are first touched. With one thread that took a third of a clustering's time, so
/// callers with several threads divide the first touch among them.
///
/// `@unchecked Sendable` because users of shared memory let each thread write only its own rows.
final class AlignedMemory: @unchecked Sendable {
  let base: UnsafeMutableRawPointer
  let byteCount: Int

  init(byteCount: Int, threadCount: Int = 1) {
    let huge = 2 << 20
    let large = byteCount >= 2 * huge
    self.byteCount = max(byteCount, 64)
    base = .allocate(byteCount: self.byteCount, alignment: large ? huge : 64)
    if large { _ = madvise(base, self.byteCount, Int32(MADV_HUGEPAGE)) }
    let pieces = DisjointWrites(base: base.assumingMemoryBound(to: UInt8.self))
    let (count, length) = (self.byteCount, 4 * huge)
    Parallel.forEach(count: (count + length - 1) / length, threadCount: threadCount) { index in
      memset(pieces.base + index * length, 0, min(length, count - index * length))
    }
  }

  deinit { base.deallocate() }
}
