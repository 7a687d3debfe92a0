#include "gradient_sum.h"

#include <string.h>

#include "clones.h"
#include "library_threads.h"

#if defined(__x86_64__)
#include <immintrin.h>
#define FINISH_STORES() _mm_sfence()
#else
#define FINISH_STORES()
#endif

typedef float lanes __attribute__((ext_vector_type(16), aligned(4)));
typedef float whole_lanes __attribute__((ext_vector_type(16), aligned(64)));
typedef uint32_t words __attribute__((ext_vector_type(16), aligned(4)));
typedef uint16_t halves __attribute__((ext_vector_type(16), aligned(2)));
typedef uint16_t whole_halves __attribute__((ext_vector_type(16), aligned(32)));

#define NAME(function) function##_f32
#define ELEMENT float
#define LOAD(from) (*(const lanes *)(from))
// Bypasses the cache, because a line that is written completely need not be read first.
#define STORE(to, value) __builtin_nontemporal_store((whole_lanes)(value), (whole_lanes *)(to))
#include "gradient_sum.inc"
#undef NAME
#undef ELEMENT
#undef LOAD
#undef STORE

#define NAME(function) function##_bf16
#define ELEMENT uint16_t
#define LOAD(from) ((lanes)(__builtin_convertvector(*(const halves *)(from), words) << 16))
// Rounds to the nearest, ties to even; NaN stays NaN.
#define STORE(to, value) \
  __builtin_nontemporal_store((whole_halves)__builtin_convertvector( \
       ((value) == (value) ? (words)(value) + 0x7fff + (((words)(value) >> 16) & 1) : (words)(value) | 0x400000) >> 16, \
       halves), (whole_halves *)(to))
#include "gradient_sum.inc"

// Adds the last, fewer than sixteen, values in copies of sixteen.
static void add_rest(const ck_gradient_sum *s, int64_t from) {
  const size_t width = s->is_bf16 ? 2 : 4, bytes = (size_t)(s->length - from) * width;
  float parts[ck_most_gradients][16] = {{0}}, result[16] = {0};
  _Alignas(64) float sum[16];
  ck_gradient_sum rest = *s;
  for (int32_t part = 0; part < s->count; ++part) {
    memcpy(parts[part], (const char *)s->parts[part] + (size_t)from * width, bytes);
    rest.parts[part] = parts[part];
  }
  if (s->result) {
    memcpy(result, (const char *)s->result + (size_t)from * width, bytes);
    rest.result = result;
  }
  rest.sum = sum;
  (s->is_bf16 ? add_bf16 : add_f32)(&rest, 0, 16);
  FINISH_STORES();
  memcpy((char *)s->sum + (size_t)from * width, sum, bytes);
}

static void run_lane(void *data, int lane, int lane_count) {
  const ck_gradient_sum *s = data;
  const int64_t blocks = s->length / 16;
  const int64_t from = blocks * lane / lane_count * 16, to = blocks * (lane + 1) / lane_count * 16;
  (s->is_bf16 ? add_bf16 : add_f32)(s, from, to);
  if (lane == lane_count - 1 && s->length % 16 != 0) add_rest(s, blocks * 16);
  FINISH_STORES();
}

void ck_sum_gradients(const ck_gradient_sum *sum) { ck_in_lanes(run_lane, (void *)sum); }
