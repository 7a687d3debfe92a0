#include "AllocationCount.h"
#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

static __thread int is_watched __attribute__((tls_model("initial-exec")));
static atomic_long counts[6];

static void note(int first, size_t size) {
  if (!is_watched) return;
  atomic_fetch_add(&counts[first], 1);
  atomic_fetch_add(&counts[first + 1], (long)size);
  long largest = atomic_load(&counts[first + 2]);
  while (largest < (long)size && !atomic_compare_exchange_weak(&counts[first + 2], &largest, (long)size)) {}
}

#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
int allocation_can_watch(void) { return 0; }
#else
int allocation_can_watch(void) { return 1; }

// The C library's own, under the names by which it lets itself be replaced.
extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

void *malloc(size_t size) {
  note(0, size);
  return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
  note(0, count * size);
  return __libc_calloc(count, size);
}

void *realloc(void *old, size_t size) {
  note(0, size);
  return __libc_realloc(old, size);
}

void *memalign(size_t alignment, size_t size) {
  note(0, size);
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **memory, size_t alignment, size_t size) {
  *memory = memalign(alignment, size);
  return *memory ? 0 : ENOMEM;
}

// operator new(unsigned long) and operator new[](unsigned long), as C++ spells them for the linker.
void *_Znwm(size_t size) {
  note(3, size);
  void *memory = __libc_malloc(size ? size : 1);
  if (!memory) abort();
  return memory;
}

void *_Znam(size_t size) { return _Znwm(size); }
#endif

// From libgomp: runs a function in every thread of the calling thread's team.
extern void GOMP_parallel(void (*)(void *), void *, unsigned, unsigned);

static void set_watched(void *value) { is_watched = *(int *)value; }

void allocation_watch(int lanes) {
  for (int i = 0; i < 6; i++) atomic_store(&counts[i], 0);
  int on = 1;
  GOMP_parallel(set_watched, &on, (unsigned)lanes, 0);
}

allocation_counts allocation_unwatch(int lanes) {
  int off = 0;
  is_watched = 0;
  GOMP_parallel(set_watched, &off, (unsigned)lanes, 0);
  return (allocation_counts){.count = counts[0], .bytes = counts[1], .largest_bytes = counts[2],
                             .library_count = counts[3], .library_bytes = counts[4],
                             .library_largest_bytes = counts[5]};
}
