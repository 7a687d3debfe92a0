// The gradient of a depthwise convolution's weights, for processors with AVX2.
#pragma once
#include "weights_gradient.h"

/// Bytes of scratch memory that `ck_depthwise_weights_gradient` needs, aligned to 64 bytes.
ptrdiff_t ck_depthwise_scratch(const ck_convolution *convolution);

/// `weights += factor * (gradient at the weights)`, row-major `[channels, kernel rows, kernel columns]`, and `bias +=
/// factor * (sums of the gradient)` unless it is NULL.
///
/// Input and output have the same channels, a multiple of the block, and each channel of the output reads one of the
/// input. The kernel has 1, 3, 5 or 7 columns and at most 7 rows. Runs in the lanes of the calling thread. Parts of some
/// hundred positions are summed in single precision, and the parts in double precision, in an order that does not
/// depend on the number of lanes.
void ck_depthwise_weights_gradient(const ck_convolution *convolution, const void *source, const void *gradient,
                                   float factor, float *weights, float *bias, void *scratch);
