// Loops of small network heads, optimisation and initialisation; plain row-major f32. Sums have a fixed order and
// run in one thread; long loops without a sum run in the lanes of the calling thread. Results do not depend on the
// machine.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Zeroed memory for `count` floats at a 64-byte boundary; untouched pages take no memory. NULL if there is none.
float *ck_zeros(ptrdiff_t count);
void ck_free_zeros(float *memory);

/// Fills with normally distributed numbers of mean 0, from a counter-based generator with `key`.
void ck_normal(float *target, ptrdiff_t count, uint64_t key, double deviation);

/// The sum of squares, accumulated in double.
double ck_sum_of_squares(const float *values, ptrdiff_t count);
/// 1 if every value is finite, else 0.
int ck_all_finite(const float *values, ptrdiff_t count);
/// The same for bf16 values.
int ck_all_finite_bf16(const uint16_t *values, ptrdiff_t count);
/// target += factor * values.
void ck_add_scaled(float *target, const float *values, ptrdiff_t count, float factor);
/// One update of descent with momentum; see SGD.swift.
void ck_sgd(float *values, float *velocity, const float *gradient, ptrdiff_t count, float rate, float momentum,
            float decay, float scale);

/// row by row: result = softmax(values); rows of `length`.
void ck_softmax(const float *values, float *result, ptrdiff_t rows, ptrdiff_t length);
/// source_gradient = result * (gradient - sum(gradient * result)), row by row.
void ck_softmax_gradient(const float *result, const float *gradient, float *source_gradient, ptrdiff_t rows,
                         ptrdiff_t length);
/// result = x * y.
void ck_product(const float *x, const float *y, float *result, ptrdiff_t count);
/// result[row] = sum of the row.
void ck_row_sums(const float *values, float *result, ptrdiff_t rows, ptrdiff_t length);
/// Every value of a row = values[row].
void ck_row_fill(const float *values, float *result, ptrdiff_t rows, ptrdiff_t length);
/// Maximum over the items of each segment; `winner` keeps the item, -1 for an empty segment (which is zero).
void ck_segment_max(const float *values, const int32_t *segment, ptrdiff_t items, ptrdiff_t length,
                    float *result, int32_t *winner, ptrdiff_t segments);
void ck_segment_max_gradient(const float *gradient, const int32_t *winner, ptrdiff_t segments,
                             ptrdiff_t length, float *source_gradient, ptrdiff_t items);
/// result[i] = own values followed by those of item other[i] (zeros for -1); rows of `length`.
void ck_pair(const float *values, const int32_t *other, ptrdiff_t items, ptrdiff_t length, float *result);
void ck_pair_gradient(const float *gradient, const int32_t *other, ptrdiff_t items, ptrdiff_t length,
                      float *source_gradient);
/// weight * mean of -log softmax(logits)[label] over items with a label >= 0, each counted class_weights[label] times;
/// `probabilities` keeps the softmax.
float ck_cross_entropy(const float *logits, const int32_t *labels, const float *class_weights, ptrdiff_t items,
                       ptrdiff_t length, float weight, float *probabilities);
void ck_cross_entropy_gradient(const float *probabilities, const int32_t *labels, const float *class_weights,
                               ptrdiff_t items, ptrdiff_t length, float weight, float *source_gradient);
/// mask = 0 with probability `fraction`, else 1 / (1 - fraction); value i depends only on (key, i).
void ck_dropout_mask(float *mask, ptrdiff_t count, uint64_t key, float fraction);
/// result[row] = factors[row] * common * weights[row]; `factors` may be NULL.
void ck_scale_rows(const float *weights, const float *factors, float common, float *result, ptrdiff_t rows,
                   ptrdiff_t length);
/// Batch norm as a factor and a summand: factor = scale / sqrt(variance + epsilon),
/// summand = shift + (bias - mean) * factor; `bias` may be NULL.
void ck_fold_batch_norm(const float *scale, const float *shift, const float *mean, const float *variance,
                        const float *bias, float epsilon, ptrdiff_t channels, float *factor, float *summand);
/// running = (1 - momentum) * running + momentum * correction * batch.
void ck_move_running(float *running, const float *batch, ptrdiff_t count, float momentum, float correction);
/// Replaces running mean and variance by those of a mixture: a share of 1 - weight of the old, and `weight` of the
/// batch.
void ck_join_running(float *mean, float *variance, const float *batch_mean, const float *batch_variance,
                     ptrdiff_t count, float weight);
