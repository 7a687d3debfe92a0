import Glibc
import Workbench

/// Zeroed memory on a cache line's boundary; large pieces on huge pages where the system has them.
///
/// The system hands out pages at the first touch, and clearing them took a third of a clustering's time as long as one
/// thread touched all: those who have several threads share it out.
///
/// `@unchecked Sendable` because whoever shares one lets each thread write its own rows only.
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
