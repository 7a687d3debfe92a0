// Fully connected layers on row-major f32. Products are exact, and sums are in double precision in an order that
// depends only on the extents of a row. So the bits of a result do not depend on the other rows, the number of lanes or
// the processor.
#pragma once
#include <stddef.h>

/// The extents of a layer: `[items, inputs]` by weights `[outputs, inputs]` to `[items, outputs]`.
typedef struct {
  ptrdiff_t items, inputs, outputs;
} ck_full_layer;

// All run in the lanes of the calling thread.

/// result = source * weights^T + bias.
void ck_full_layer_forward(const ck_full_layer *layer, const float *source, const float *weights, const float *bias,
                           float *result);
/// source gradient = gradient * weights.
void ck_full_layer_source_gradient(const ck_full_layer *layer, const float *gradient, const float *weights,
                                   float *source_gradient);
/// Adds to the gradients of the weights and the bias; either may be NULL.
void ck_full_layer_weights_gradient(const ck_full_layer *layer, const float *source, const float *gradient,
                                    float *weights_gradient, float *bias_gradient);
