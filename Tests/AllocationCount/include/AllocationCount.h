// Counts what is taken from the heap: stands in front of malloc and operator new in the program of the tests.
#pragma once

/// What was taken while somebody watched. C++'s operator new is counted apart: of the libraries under test only
/// oneDNN is written in C++, so what it takes for its own bookkeeping is known.
typedef struct {
  long count, bytes, largest_bytes;
  long library_count, library_bytes, library_largest_bytes;
} allocation_counts;

/// Whether anything can be counted: not under a sanitizer, which has an allocator of its own.
int allocation_can_watch(void);
/// Counts from zero in the calling thread and in its OpenMP team of `lanes`; other threads do not count.
void allocation_watch(int lanes);
/// Ends the counting.
allocation_counts allocation_unwatch(int lanes);
