#include "Network.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "library_threads.h"

// The block from calloc is stored just before the aligned start.
float *ck_zeros(ptrdiff_t count) {
  char *block = calloc(1, (size_t)count * sizeof(float) + 128);
  if (!block) return NULL;
  char *start = (char *)(((uintptr_t)block + 64 + 63) & ~(uintptr_t)63);
  memcpy(start - sizeof block, &block, sizeof block);
  return (float *)start;
}

void ck_free_zeros(float *memory) {
  if (!memory) return;
  void *block;
  memcpy(&block, (char *)memory - sizeof block, sizeof block);
  free(block);
}

double ck_sum_of_squares(const float *values, ptrdiff_t count) {
  double sums[8] = {0};
  ptrdiff_t i = 0;
  for (; i + 8 <= count; i += 8)
    for (int lane = 0; lane < 8; lane++) sums[lane] += (double)values[i + lane] * values[i + lane];
  for (; i < count; i++) sums[i & 7] += (double)values[i] * values[i];
  return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

// Shorter loops run in one thread, because they end before a second one could start.
enum { worth_sharing = 1 << 15 };

/// The part of `count` values that belongs to a lane, in whole cache lines.
static void share(ptrdiff_t count, int lane, int lanes, ptrdiff_t *first, ptrdiff_t *last) {
  ptrdiff_t lines = (count + 15) / 16;
  *first = lines * lane / lanes * 16;
  *last = lane + 1 == lanes ? count : lines * (lane + 1) / lanes * 16;
}

static void in_shares(void (*work)(void *data, int lane, int lanes), void *data, ptrdiff_t count) {
  if (count < worth_sharing) work(data, 0, 1);
  else ck_in_lanes(work, data);
}

typedef struct {
  const float *values;
  ptrdiff_t count;
  _Atomic uint32_t bad;
} search;

static void search_lane(void *data, int lane, int lanes) {
  search *s = data;
  ptrdiff_t first, last;
  share(s->count, lane, lanes, &first, &last);
  uint32_t bad = 0;
  for (ptrdiff_t i = first; i < last; i++) {
    uint32_t bits;
    memcpy(&bits, s->values + i, sizeof bits);
    bad |= (bits & 0x7f800000u) == 0x7f800000u;
  }
  if (bad) s->bad = 1;
}

int ck_all_finite(const float *values, ptrdiff_t count) {
  search s = {.values = values, .count = count};
  in_shares(search_lane, &s, count);
  return !s.bad;
}

int ck_all_finite_bf16(const uint16_t *values, ptrdiff_t count) {
  uint32_t bad = 0;
  for (ptrdiff_t i = 0; i < count; i++) bad |= (values[i] & 0x7f80u) == 0x7f80u;
  return !bad;
}

void ck_add_scaled(float *restrict target, const float *restrict values, ptrdiff_t count, float factor) {
  for (ptrdiff_t i = 0; i < count; i++) target[i] += factor * values[i];
}

typedef struct {
  float *values, *velocity;
  const float *gradient;
  ptrdiff_t count;
  float rate, momentum, decay, scale;
} movement;

static void move_lane(void *data, int lane, int lanes) {
  const movement *m = data;
  float *restrict values = m->values, *restrict velocity = m->velocity;
  const float *restrict gradient = m->gradient;
  float rate = m->rate, momentum = m->momentum, decay = m->decay, scale = m->scale;
  ptrdiff_t first, last;
  share(m->count, lane, lanes, &first, &last);
  for (ptrdiff_t i = first; i < last; i++) {
    velocity[i] = momentum * velocity[i] + (scale * gradient[i] + decay * values[i]);
    values[i] -= rate * velocity[i];
  }
}

void ck_sgd(float *values, float *velocity, const float *gradient, ptrdiff_t count, float rate, float momentum,
            float decay, float scale) {
  movement m = {values, velocity, gradient, count, rate, momentum, decay, scale};
  in_shares(move_lane, &m, count);
}
