// Counts what is taken from the heap: stands in front of malloc in the program of the tests.
#pragma once

/// What was taken while somebody watched: by the program, and by oneDNN, OpenMP and C++'s operator new, which here is
/// oneDNN's alone, for their own bookkeeping.
typedef struct {
  long count, bytes, largest_bytes;
  long library_count, library_bytes, library_largest_bytes;
  /// Bytes allocated minus bytes freed while watched, in the C library's rounded sizes.
  long kept_bytes;
} allocation_counts;

/// Whether anything can be counted: not under a sanitizer, which has an allocator of its own.
int allocation_can_watch(void);
/// Counts from zero in the calling thread and in its OpenMP team of `lanes`; other threads do not count. One at a time.
void allocation_watch(int lanes);
/// Ends the counting. All counts are -1 where there were more than could be noted.
allocation_counts allocation_unwatch(int lanes);
