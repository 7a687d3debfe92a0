#include "Network.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

// The block that calloc gave is remembered just before the aligned start.
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

int ck_all_finite(const float *values, ptrdiff_t count) {
  uint32_t bad = 0;
  for (ptrdiff_t i = 0; i < count; i++) {
    uint32_t bits;
    memcpy(&bits, values + i, sizeof bits);
    bad |= (bits & 0x7f800000u) == 0x7f800000u;
  }
  return !bad;
}

int ck_all_finite_bf16(const uint16_t *values, ptrdiff_t count) {
  uint32_t bad = 0;
  for (ptrdiff_t i = 0; i < count; i++) bad |= (values[i] & 0x7f80u) == 0x7f80u;
  return !bad;
}

void ck_add_scaled(float *restrict target, const float *restrict values, ptrdiff_t count, float factor) {
  for (ptrdiff_t i = 0; i < count; i++) target[i] += factor * values[i];
}

void ck_sgd(float *restrict values, float *restrict velocity, const float *restrict gradient, ptrdiff_t count,
            float rate, float momentum, float decay, float scale) {
  for (ptrdiff_t i = 0; i < count; i++) {
    velocity[i] = momentum * velocity[i] + (scale * gradient[i] + decay * values[i]);
    values[i] -= rate * velocity[i];
  }
}
