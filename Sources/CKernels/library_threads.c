// The only place that sets how many threads the numerical libraries use.
//
// oneDNN runs on OpenMP, whose count belongs to the calling thread and decides how sums are split (the lanes of a
// plan). OpenBLAS runs on threads of its own, whose count belongs to the process; this program splits products of
// matrices itself, so that a result does not depend on the count, and OpenBLAS gets one. If OpenBLAS was built
// for OpenMP, it shares OpenMP's count; then lanes must be set after each use of OpenBLAS.
#include "CKernels.h"

// Declared here: from libgomp, because clang does not find its header and does not compile its parallel regions; from
// OpenBLAS, because Debian selects its header by alternatives.
extern void omp_set_dynamic(int dynamic);
extern void omp_set_num_threads(int count);
extern int omp_get_thread_limit(void);
extern int omp_get_max_threads(void);
extern int omp_get_thread_num(void);
extern int omp_get_num_threads(void);
extern void GOMP_parallel(void (*work)(void *), void *data, unsigned threads, unsigned flags);
extern void GOMP_barrier(void);
extern void openblas_set_num_threads(int count);
extern int openblas_get_parallel(void);

int ck_set_lanes(int lanes) {
  omp_set_dynamic(0);
  omp_set_num_threads(lanes);
  return omp_get_thread_limit() >= lanes;
}

typedef struct {
  void (*work)(void *data, int lane, int lanes);
  void *data;
} shared_work;

static void run_lane(void *shared) {
  const shared_work *s = shared;
  s->work(s->data, omp_get_thread_num(), omp_get_num_threads());
}

// These are the same threads that oneDNN's primitives run on, so they are awake already.
void ck_in_lanes(void (*work)(void *data, int lane, int lanes), void *data) {
  if (omp_get_max_threads() == 1) return work(data, 0, 1);  // A team of one would be created each time.
  shared_work shared = {work, data};
  GOMP_parallel(run_lane, &shared, 0, 0);
}

void ck_wait_for_lanes(void) { GOMP_barrier(); }

void ck_use_one_matrix_thread(void) { openblas_set_num_threads(1); }

const char *ck_matrix_threading(void) {
  static const char *const kinds[] = {"no threads", "pthreads", "OpenMP"};
  int kind = openblas_get_parallel();
  return kind >= 0 && kind < 3 ? kinds[kind] : "unknown threads";
}
