import Glibc

/// Zeroed memory on a cache line's boundary; large pieces on huge pages where the system has them.
///
/// `@unchecked Sendable` because whoever shares one lets each thread write its own rows only.
final class AlignedMemory: @unchecked Sendable {
  let base: UnsafeMutableRawPointer
  let byteCount: Int

  init(byteCount: Int) {
    let huge = 2 << 20
    let large = byteCount >= 2 * huge
    self.byteCount = max(byteCount, 64)
    base = .allocate(byteCount: self.byteCount, alignment: large ? huge : 64)
    if large { _ = madvise(base, self.byteCount, Int32(MADV_HUGEPAGE)) }
    memset(base, 0, self.byteCount)
  }

  deinit { base.deallocate() }
}
