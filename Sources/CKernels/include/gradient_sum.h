// The gradient at a value: the sum of the gradients from all layers that read it, passed back through the value's ReLU.
#pragma once
#include <stdint.h>

enum { ck_most_gradients = 8 };

typedef struct {
  /// `count` gradients, at most `ck_most_gradients`, all in the same layout.
  const void *parts[ck_most_gradients];
  int32_t count;
  /// Whether all are bf16 instead of f32.
  int32_t is_bf16;
  int64_t length;
  /// The ReLU's result, or NULL: the gradient passes where it is above 0 and below the ceiling.
  const void *result;
  /// The most that the ReLU lets through, or infinity.
  float ceiling;
  /// Aligned to 64 bytes.
  void *sum;
} ck_gradient_sum;

/// Runs in the lanes of the calling thread. The sum is rounded once. Where the ReLU blocks the gradient, NaN stays NaN
/// and infinity becomes NaN.
void ck_sum_gradients(const ck_gradient_sum *sum);
