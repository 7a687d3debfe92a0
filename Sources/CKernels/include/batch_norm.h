// Batch norm with its ReLU and its gradient, for processors with AVX2.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// A batch norm of maps in blocks of channels, `[items, blocks, area, block]`, over items and area. The last block may end
/// in padding, which is zero in every map.
typedef struct {
  int64_t items, channels, area;
  /// Channels of a block: 8, or 16 with AVX-512.
  int32_t block;
  float epsilon;
  /// Whether a ReLU follows.
  int32_t relu;
  /// The most that the ReLU lets through, or infinity. The gradient passes below it.
  float ceiling;
  /// Whether the maps are bf16 instead of f32. Needs blocks of 16 and AVX512-BF16.
  int32_t is_bf16;
} ck_batch_norm;

/// The parameters of a channel: `(x - mean) / sqrt(variance + epsilon) * scale + shift`.
typedef struct {
  /// Written where they are measured, else read. The variance is that of the values, not an unbiased estimate.
  float *mean, *variance;
  const float *scale, *shift;
} ck_channels;

/// Bytes of scratch memory that sums over a batch need, aligned to 64 bytes.
ptrdiff_t ck_batch_norm_scratch(const ck_batch_norm *norm);

// All run in the lanes of the calling thread. Parts of some hundred positions are summed in single precision, and the
// parts in double precision. The order does not depend on the number of lanes, so the bits do not either.

/// Computes mean and variance of the source and, unless `result` is NULL, the result.
void ck_batch_norm_measure(const ck_batch_norm *norm, const void *source, ck_channels channels, void *result,
                           void *scratch);
/// Computes the result from a given mean and variance.
void ck_batch_norm_apply(const ck_batch_norm *norm, const void *source, ck_channels channels, void *result);
/// Computes the gradient at the source from that at the result. Adds the gradients of scale and shift to theirs, unless
/// these are NULL. `is_fixed`: mean and variance were given, so no gradient passes through them.
void ck_batch_norm_gradient(const ck_batch_norm *norm, int32_t is_fixed, const void *source, ck_channels channels,
                            const void *result_gradient, void *source_gradient, float *scale_gradient,
                            float *shift_gradient, void *scratch);
