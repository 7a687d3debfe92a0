#include "bandwidth.h"

#include "clones.h"

CK_CLONES(void, stream, (const float *restrict s, float *restrict r, float *restrict a, ptrdiff_t count),
    (s, r, a, count)) {
  for (ptrdiff_t i = 0; i < count; ++i) {
    r[i] = 0.5f * r[i] + s[i];
    a[i] = 0.5f * a[i] + r[i];
  }
}

void ck_stream_messages(const float *restrict s, float *restrict r, float *restrict a, ptrdiff_t count) {
  stream(s, r, a, count);
}
