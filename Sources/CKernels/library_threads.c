// The one place that says how many threads the numerical libraries use.
//
// oneDNN runs on OpenMP, whose count belongs to the calling thread and decides how sums are split (the lanes of a
// plan). OpenBLAS runs on threads of its own, whose count belongs to the process; this program splits products of
// matrices itself, so that a result does not depend on the count, and OpenBLAS gets one. Where OpenBLAS was built
// for OpenMP, its count is OpenMP's too: whoever wants lanes sets them after each use of OpenBLAS.
#include "CKernels.h"

// From libgomp, whose header clang does not find, and from OpenBLAS, whose header Debian reaches by alternatives.
extern void omp_set_dynamic(int dynamic);
extern void omp_set_num_threads(int count);
extern int omp_get_thread_limit(void);
extern void openblas_set_num_threads(int count);
extern int openblas_get_parallel(void);

int ck_set_lanes(int lanes) {
  omp_set_dynamic(0);
  omp_set_num_threads(lanes);
  return omp_get_thread_limit() >= lanes;
}

void ck_use_one_matrix_thread(void) { openblas_set_num_threads(1); }

const char *ck_matrix_threading(void) {
  static const char *const kinds[] = {"no threads", "pthreads", "OpenMP"};
  int kind = openblas_get_parallel();
  return kind >= 0 && kind < 3 ? kinds[kind] : "unknown threads";
}
