// What the machine's memory can do, with the mix of reads and writes of a visit of affinity propagation.
#pragma once
#include <stddef.h>

// r = keep r + s; a = keep a + r: three numbers read and two written, 20 bytes an element.
void ck_stream_messages(const float *s, float *r, float *a, ptrdiff_t count);
