// The gradient of a convolution's weights as products of matrices over positions, for processors with AVX2.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// A convolution of maps in blocks of channels: `[items, channels / block, height, width, block]`.
typedef struct {
  /// Channels of a block: 8, or 16 with AVX-512.
  int64_t block;
  int64_t items, input_channels, input_height, input_width;
  int64_t output_channels, output_height, output_width;
  int64_t kernel_height, kernel_width, stride_y, stride_x, top, left;
  /// Whether the maps are bf16 instead of f32. Needs blocks of 16 and AVX512-BF16.
  int32_t is_bf16;
} ck_convolution;

/// Bytes of scratch memory that `ck_weights_gradient` needs, aligned to 64 bytes.
ptrdiff_t ck_weights_gradient_scratch(const ck_convolution *convolution, int32_t lanes);

/// `weights += factor * (gradient at the weights)`, row-major `[output channels, input channels, kernel rows, kernel
/// columns]`, and `bias += factor * (sums of the gradient)` unless it is NULL.
///
/// Channel counts are multiples of the block. Runs in the lanes of the calling thread, at most `lanes`. No sum is split
/// among lanes, so the bits do not depend on their number.
void ck_weights_gradient(const ck_convolution *convolution, const void *source, const void *gradient, float factor,
                         float *weights, float *bias, void *scratch, int32_t lanes);
