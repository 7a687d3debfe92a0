#pragma once

/// Sets, for the calling thread, into how many parts oneDNN splits its work; call before making and running
/// primitives. Answers 0 when the system forbids so many threads.
int ck_set_lanes(int lanes);
/// Calls `work(data, lane, lanes)` in every lane of the calling thread at once, and comes back when all are done.
void ck_in_lanes(void (*work)(void *data, int lane, int lanes), void *data);
/// Inside of that work: waits until all lanes have come here.
void ck_meet_lanes(void);
/// Keeps OpenBLAS in the calling thread: products of matrices are split by the program itself.
void ck_use_one_matrix_thread(void);
/// What the loaded OpenBLAS would run on: "no threads", "pthreads" or "OpenMP".
const char *ck_matrix_threading(void);
