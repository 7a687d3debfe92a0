// Fully connected layers on row-major f32. Products are exact and sums are taken in double precision, in an order that
// depends on the extents of a single row alone: neither the other rows, the lanes nor the processor change a bit.
#pragma once
#include <stddef.h>

/// What a layer reads and writes: `[items, inputs]` by weights `[outputs, inputs]` to `[items, outputs]`.
typedef struct {
  ptrdiff_t items, inputs, outputs;
} ck_full_layer;

// All run in the lanes of the calling thread.

/// result = source * weights^T + bias.
void ck_full_layer_forward(const ck_full_layer *layer, const float *source, const float *weights, const float *bias,
                           float *result);
/// The gradient at the source: gradient * weights.
void ck_full_layer_source_gradient(const ck_full_layer *layer, const float *gradient, const float *weights,
                                   float *source_gradient);
/// Adds the gradients of the weights and the bias to what is there; either may be NULL.
void ck_full_layer_weights_gradient(const ck_full_layer *layer, const float *source, const float *gradient,
                                    float *weights_gradient, float *bias_gradient);
