#pragma once
#include <stdint.h>

// Pixel loops of the module Fundus, in C so that they are fast in debug builds too.
// Pictures are rows from the top, channels interleaved. An orientation 0..7 is: bit 2, flip left and right
// first; bits 0..1, then that many quarter turns clockwise.

/// Writes a square picture, oriented, as three planes: planes[c*side*side + r*side + x] = sample * scale[c] +
/// offset[c]. A picture of one channel fills all three planes.
void ck_fundus_fill_planes(const uint8_t *pixels, int32_t side, int32_t channels, int32_t orientation,
                        const float *scale, const float *offset, float *planes);

/// Writes a square of three-channel contrast codes, oriented, as three planes: 0 where the code is 0, else
/// (code - 127.75) / 127.5.
void ck_fundus_fill_contrast(const uint8_t *codes, int32_t side, int32_t orientation, float *planes);

/// Writes a square picture, oriented, to `out`, which must not overlap it.
void ck_fundus_orient(const uint8_t *pixels, int32_t side, int32_t channels, int32_t orientation, uint8_t *out);

/// The means of factor x factor blocks, (width / factor) x (height / factor) of them, of the largest channel and
/// of the smallest channel. Incomplete blocks at the right and at the bottom are ignored.
void ck_fundus_shrink(const uint8_t *pixels, int32_t width, int32_t height, int32_t channels, int32_t factor,
                   uint8_t *largest, uint8_t *smallest);

/// Finds the largest 4-connected component of values above the threshold. On return mask is 1 on it and 0
/// elsewhere. `stack` has room for width * height numbers. Returns the component's area.
int64_t ck_fundus_largest_component(const uint8_t *values, int32_t width, int32_t height, int32_t threshold,
                                 uint8_t *mask, int32_t *stack);

/// The first and last set column of every row, and the first and last set row of every column; -1 if there is none.
void ck_fundus_extents(const uint8_t *mask, int32_t width, int32_t height, int32_t *left, int32_t *right,
                    int32_t *top, int32_t *bottom);

/// The number of samples with each of the 256 values.
void ck_fundus_histogram(const uint8_t *values, int64_t count, int64_t *counts);

/// The sum of each channel over a picture.
void ck_fundus_channel_sums(const uint8_t *pixels, int64_t count, int32_t channels, int64_t *sums);
