#include "Network.h"
#include <math.h>

// SplitMix64 of a counter, so that every number can be drawn independently.
static uint64_t mix(uint64_t word) {
  word += 0x9e3779b97f4a7c15u;
  word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9u;
  word = (word ^ (word >> 27)) * 0x94d049bb133111ebu;
  return word ^ (word >> 31);
}

void ck_normal(float *target, ptrdiff_t count, uint64_t key, double deviation) {
  for (ptrdiff_t i = 0; i < count; i++) {
    uint64_t base = key + 2 * (uint64_t)i * 0x9e3779b97f4a7c15u;
    double u = ((double)(mix(base) >> 11) + 1) * 0x1p-53;
    double v = (double)(mix(base + 0x9e3779b97f4a7c15u) >> 11) * 0x1p-53;
    target[i] = (float)(deviation * sqrt(-2 * log(u)) * cos(6.283185307179586 * v));
  }
}

void ck_dropout_mask(float *mask, ptrdiff_t count, uint64_t key, float fraction) {
  float kept = 1 / (1 - fraction);
  for (ptrdiff_t i = 0; i < count; i++) {
    double u = (double)(mix(key + (uint64_t)i * 0x9e3779b97f4a7c15u) >> 11) * 0x1p-53;
    mask[i] = u < fraction ? 0 : kept;
  }
}
