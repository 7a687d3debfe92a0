// Antialiased resampling of 8-bit pictures.
//
// Separable: each output row is a weighted sum of source rows in float, then a weighted sum along the row. The
// order of additions is fixed, so every `target_clones` variant gives the same bits.

#pragma once

#include <stdint.h>

typedef enum {
  /// The exact mean over the output pixel's footprint, also when the picture is enlarged.
  CK_FILTER_AREA = 0,
  /// The triangle; its support grows with the reduction.
  CK_FILTER_BILINEAR = 1,
  /// sinc(x) sinc(x/3); its support grows with the reduction.
  CK_FILTER_LANCZOS3 = 2,
} ck_filter;

/// Resamples the box x0...x1, y0...y1 (source pixels, may be fractional and leave the picture) to
/// `out_width` x `out_height`.
///
/// Weights are normalised over the pixels that exist, then multiplied by the fraction of the output pixel's
/// footprint that is inside the picture. So pixels inside are not darkened near the edge, and outside is black.
/// Returns 0, or -1 if there is no memory.
int ck_resample(const uint8_t *source, int width, int height, int channels, double x0, double y0, double x1,
                double y1, int filter, uint8_t *result, int out_width, int out_height);

/// Blurs by a Gaussian of the given standard deviation in pixels, cut off at three of them. Weights are normalised over
/// the pixels that exist, so that the edge is not darkened. Returns 0, or -1 if there is no memory.
int ck_blur(const uint8_t *source, int width, int height, int channels, double deviation, uint8_t *result);

/// Like `ck_resample`, for one channel of floats; nothing is rounded or clipped.
int ck_resample_map(const float *source, int width, int height, double x0, double y0, double x1, double y1,
                    int filter, float *result, int out_width, int out_height);
