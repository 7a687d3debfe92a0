// The gradient at a value: what its readers have left, added up, and past the ReLU that made the value.
#pragma once
#include <stdint.h>

enum { ck_most_gradients = 8 };

typedef struct {
  /// As many as `count`, at most `ck_most_gradients`, that lie alike.
  const void *parts[ck_most_gradients];
  int32_t count;
  /// Whether all hold bf16 and not f32.
  int32_t is_bf16;
  int64_t length;
  /// The ReLU's result, or NULL: the gradient passes where it is above 0.
  const void *result;
  /// At a 64-byte boundary.
  void *sum;
} ck_gradient_sum;

/// Runs in the lanes of the calling thread; the sum is rounded once. What is not a number stays so, even where no gradient
/// passes, and infinity becomes NaN there.
void ck_sum_gradients(const ck_gradient_sum *sum);
