// How many bits of a sample that is stored in 16 hold the picture.

#pragma once

#include "status.h"

/// The depth of samples that are stored in 16 bits, or 0 if it is not clear.
///
/// `used` is the bitwise OR of all colour samples, `declared` what the file says (0: nothing). A file that says
/// less than its samples need is wrong, and the samples decide: no photograph uses only the lowest sixteenth of its
/// range, so below 4096 they are of 8, 10 or 12 bits. Between 4096 and 16383 they may be of 14 bits, or a dark
/// picture of 16.
static inline int cio_depth(uint32_t used, int declared) {
  if (declared > 0 && declared < 16 && used < 1u << declared) return declared;
  if (used == 0 || used >= 1u << 14 || (declared == 16 && used >= 1u << 12)) return 16;
  return used < 1u << 8 ? 8 : used < 1u << 10 ? 10 : used < 1u << 12 ? 12 : 0;
}

static inline cio_status cio_depth_unclear(void) {
  return cio_failed(CIO_UNCLEAR_DEPTH, "has 16-bit samples of which at most 14 bits are used, and does not say how many they have");
}

/// A sample of 0...limit as one of 0...255, rounded.
static inline uint8_t cio_scaled(uint32_t sample, uint32_t limit) {
  return sample >= limit ? 255 : (uint8_t)((sample * 255 + limit / 2) / limit);
}
