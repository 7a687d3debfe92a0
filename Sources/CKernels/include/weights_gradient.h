// The gradient of a convolution's weights as products of matrices over positions, for processors with AVX2.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// A convolution of maps in blocks of channels: `[items, channels / block, height, width, block]`.
typedef struct {
  /// Channels of a block: 8, or with AVX-512 16.
  int64_t block;
  int64_t items, input_channels, input_height, input_width;
  int64_t output_channels, output_height, output_width;
  int64_t kernel_height, kernel_width, stride_y, stride_x, top, left;
  /// Whether the maps hold bf16 and not f32; in blocks of 16, with AVX512-BF16.
  int32_t is_bf16;
} ck_convolution;

/// Bytes of scratch memory that `ck_weights_gradient` needs, at a 64-byte boundary.
ptrdiff_t ck_weights_gradient_scratch(const ck_convolution *convolution, int32_t lanes);

/// `weights += factor * (gradient at the weights)`, row-major `[output channels, input channels, kernel rows, kernel
/// columns]`, and `bias += factor * (sums of the gradient)` where it is not NULL.
///
/// Channels are multiples of the block. Runs in the lanes of the calling thread, at most `lanes`; no sum is split among them,
/// so that the bits do not depend on their number.
void ck_weights_gradient(const ck_convolution *convolution, const void *source, const void *gradient, float factor,
                         float *weights, float *bias, void *scratch, int32_t lanes);
