// Batch norm with its ReLU and its gradient, for processors with AVX2.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// A batch norm of maps in blocks of channels, `[items, blocks, area, block]`, over items and area.
typedef struct {
  int64_t items, blocks, area;
  /// Channels of a block: 8, or with AVX-512 16.
  int32_t block;
  float epsilon;
  /// Whether a ReLU follows.
  int32_t relu;
  /// Whether the maps hold bf16 and not f32; in blocks of 16, with AVX512-BF16.
  int32_t is_bf16;
} ck_batch_norm;

/// What a batch norm does with a channel: `(x - mean) / sqrt(variance + epsilon) * scale + shift`.
typedef struct {
  /// The batch's own where they are measured, else what was given. The variance is that of the values, not an estimate.
  float *mean, *variance;
  const float *scale, *shift;
} ck_channels;

/// Bytes of scratch memory that sums over a batch need, at a 64-byte boundary.
ptrdiff_t ck_batch_norm_scratch(const ck_batch_norm *norm);

// All run in the lanes of the calling thread. Sums are taken over parts of some hundred positions in single precision,
// and over the parts in double precision, in an order that does not depend on the lanes: neither do the bits.

/// Mean and variance of the source, and the result by them unless it is NULL.
void ck_batch_norm_measure(const ck_batch_norm *norm, const void *source, ck_channels channels, void *result,
                           void *scratch);
/// The result by a given mean and variance.
void ck_batch_norm_apply(const ck_batch_norm *norm, const void *source, ck_channels channels, void *result);
/// The gradient at the source from that at the result, and, added to what is there unless they are NULL, those of scale
/// and shift. `is_fixed`: mean and variance were given, no gradient passes through them.
void ck_batch_norm_gradient(const ck_batch_norm *norm, int32_t is_fixed, const void *source, ck_channels channels,
                            const void *result_gradient, void *source_gradient, float *scale_gradient,
                            float *shift_gradient, void *scratch);
