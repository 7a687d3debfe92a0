// Seeded noise for the painting of phantoms; private to this module.
#pragma once

#include <math.h>
#include <stdint.h>

static inline uint32_t phantom_mix(uint32_t h) {
  h ^= h >> 16;
  h *= 0x7feb352du;
  h ^= h >> 15;
  h *= 0x846ca68bu;
  h ^= h >> 16;
  return h;
}

static inline uint32_t phantom_hash(int x, int y, uint32_t seed) {
  return phantom_mix((uint32_t)x * 0x9e3779b1u + (uint32_t)y * 0x85ebca77u + seed * 0xc2b2ae3du);
}

/// A nearly normally distributed value with deviation 1, from the four bytes of a hash.
static inline float phantom_normal(uint32_t h) {
  int sum = (int)(h & 255) + (int)((h >> 8) & 255) + (int)((h >> 16) & 255) + (int)(h >> 24);
  return ((float)sum - 510.0f) * (1.0f / 147.8f);
}

static inline float phantom_lattice(int x, int y, uint32_t seed) {
  return (float)(phantom_hash(x, y, seed) >> 8) * (2.0f / 16777216.0f) - 1.0f;
}

/// Smooth noise, -1...1, with features about one unit wide.
static inline float phantom_smooth(float x, float y, uint32_t seed) {
  float fx = floorf(x), fy = floorf(y);
  int ix = (int)fx, iy = (int)fy;
  float u = x - fx, v = y - fy;
  u = u * u * (3 - 2 * u);
  v = v * v * (3 - 2 * v);
  float a = phantom_lattice(ix, iy, seed), b = phantom_lattice(ix + 1, iy, seed);
  float c = phantom_lattice(ix, iy + 1, seed), d = phantom_lattice(ix + 1, iy + 1, seed);
  float top = a + (b - a) * u, bottom = c + (d - c) * u;
  return top + (bottom - top) * v;
}

static inline float phantom_clamp(float v, float low, float high) {
  return v < low ? low : (v > high ? high : v);
}

/// 0 below `low`, 1 above `high`, smooth between.
static inline float phantom_step(float low, float high, float v) {
  float t = phantom_clamp((v - low) / (high - low), 0, 1);
  return t * t * (3 - 2 * t);
}
