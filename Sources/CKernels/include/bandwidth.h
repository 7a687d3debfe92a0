// Measures memory bandwidth with the same mix of reads and writes as an iteration of affinity propagation.
#pragma once
#include <stddef.h>

// r = keep r + s; a = keep a + r: three numbers read and two written, 20 bytes per element.
void ck_stream_messages(const float *s, float *r, float *a, ptrdiff_t count);
