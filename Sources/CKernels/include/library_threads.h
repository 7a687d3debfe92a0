#pragma once

/// Sets, for the calling thread, into how many parts oneDNN splits its work; call before making and running
/// primitives. Returns 0 if the system forbids so many threads.
int ck_set_lanes(int lanes);
/// Calls `work(data, lane, lanes)` in every lane of the calling thread at once, and returns when all are done.
void ck_in_lanes(void (*work)(void *data, int lane, int lanes), void *data);
/// Called inside of that work: waits until all lanes have called it.
void ck_wait_for_lanes(void);
/// Keeps OpenBLAS in the calling thread, because the program splits products of matrices itself.
void ck_use_one_matrix_thread(void);
/// The kind of threads of the loaded OpenBLAS: "no threads", "pthreads" or "OpenMP".
const char *ck_matrix_threading(void);
