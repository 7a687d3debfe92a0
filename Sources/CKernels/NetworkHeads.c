#include "Network.h"
#include <math.h>
#include <string.h>

// The softmax of a row; returns log(sum exp(value - maximum)) + maximum.
static double softmax_row(const float *values, float *result, ptrdiff_t length) {
  float maximum = values[0];
  for (ptrdiff_t i = 1; i < length; i++)
    if (values[i] > maximum) maximum = values[i];
  double sum = 0;
  for (ptrdiff_t i = 0; i < length; i++) {
    double power = exp((double)values[i] - maximum);
    sum += power;
    result[i] = (float)power;
  }
  for (ptrdiff_t i = 0; i < length; i++) result[i] = (float)(result[i] / sum);
  return log(sum) + maximum;
}

void ck_softmax(const float *values, float *result, ptrdiff_t rows, ptrdiff_t length) {
  for (ptrdiff_t row = 0; row < rows; row++) softmax_row(values + row * length, result + row * length, length);
}

void ck_softmax_gradient(const float *result, const float *gradient, float *source_gradient, ptrdiff_t rows,
                         ptrdiff_t length) {
  for (ptrdiff_t row = 0; row < rows; row++) {
    const float *y = result + row * length, *g = gradient + row * length;
    double dot = 0;
    for (ptrdiff_t i = 0; i < length; i++) dot += (double)y[i] * g[i];
    for (ptrdiff_t i = 0; i < length; i++) source_gradient[row * length + i] = (float)(y[i] * (g[i] - dot));
  }
}

void ck_product(const float *restrict x, const float *restrict y, float *restrict result, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) result[i] = x[i] * y[i];
}

void ck_row_sums(const float *values, float *result, ptrdiff_t rows, ptrdiff_t length) {
  for (ptrdiff_t row = 0; row < rows; row++) {
    double sum = 0;
    for (ptrdiff_t i = 0; i < length; i++) sum += values[row * length + i];
    result[row] = (float)sum;
  }
}

void ck_row_fill(const float *values, float *result, ptrdiff_t rows, ptrdiff_t length) {
  for (ptrdiff_t row = 0; row < rows; row++)
    for (ptrdiff_t i = 0; i < length; i++) result[row * length + i] = values[row];
}

void ck_segment_max(const float *values, const int32_t *segment, ptrdiff_t items, ptrdiff_t length,
                    float *result, int32_t *winner, ptrdiff_t segments) {
  memset(result, 0, (size_t)(segments * length) * sizeof *result);
  memset(winner, 0xff, (size_t)(segments * length) * sizeof *winner);
  for (ptrdiff_t item = 0; item < items; item++) {
    if (segment[item] < 0) continue;
    const float *x = values + item * length;
    float *y = result + segment[item] * length;
    int32_t *w = winner + segment[item] * length;
    for (ptrdiff_t i = 0; i < length; i++)
      if (w[i] < 0 || x[i] > y[i]) {
        y[i] = x[i];
        w[i] = (int32_t)item;
      }
  }
}

void ck_segment_max_gradient(const float *gradient, const int32_t *winner, ptrdiff_t segments,
                             ptrdiff_t length, float *source_gradient, ptrdiff_t items) {
  memset(source_gradient, 0, (size_t)(items * length) * sizeof *source_gradient);
  for (ptrdiff_t row = 0; row < segments; row++)
    for (ptrdiff_t i = 0; i < length; i++) {
      int32_t item = winner[row * length + i];
      if (item >= 0) source_gradient[item * length + i] = gradient[row * length + i];
    }
}

void ck_pair(const float *values, const int32_t *other, ptrdiff_t items, ptrdiff_t length, float *result) {
  size_t bytes = (size_t)length * sizeof *values;
  for (ptrdiff_t item = 0; item < items; item++) {
    memcpy(result + 2 * item * length, values + item * length, bytes);
    float *second = result + (2 * item + 1) * length;
    if (other[item] < 0) memset(second, 0, bytes);
    else memcpy(second, values + other[item] * length, bytes);
  }
}

void ck_pair_gradient(const float *gradient, const int32_t *other, ptrdiff_t items, ptrdiff_t length,
                      float *source_gradient) {
  for (ptrdiff_t item = 0; item < items; item++)
    memcpy(source_gradient + item * length, gradient + 2 * item * length, (size_t)length * sizeof *gradient);
  for (ptrdiff_t item = 0; item < items; item++)
    if (other[item] >= 0)
      ck_add_scaled(source_gradient + other[item] * length, gradient + (2 * item + 1) * length, length, 1);
}

/// The sum of the weights of the items that have a label.
static double counted(const int32_t *labels, const float *class_weights, ptrdiff_t items) {
  double sum = 0;
  for (ptrdiff_t item = 0; item < items; item++)
    if (labels[item] >= 0) sum += class_weights[labels[item]];
  return sum;
}

float ck_cross_entropy(const float *logits, const int32_t *labels, const float *class_weights, ptrdiff_t items,
                       ptrdiff_t length, float weight, float *probabilities) {
  double sum = 0;
  for (ptrdiff_t item = 0; item < items; item++) {
    double whole = softmax_row(logits + item * length, probabilities + item * length, length);
    int32_t label = labels[item];
    if (label >= 0) sum += class_weights[label] * (whole - logits[item * length + label]);
  }
  double count = counted(labels, class_weights, items);
  return count > 0 ? (float)(weight * sum / count) : 0;
}

void ck_cross_entropy_gradient(const float *probabilities, const int32_t *labels, const float *class_weights,
                               ptrdiff_t items, ptrdiff_t length, float weight, float *source_gradient) {
  float count = (float)counted(labels, class_weights, items);
  for (ptrdiff_t item = 0; item < items; item++) {
    float factor = labels[item] >= 0 && count > 0 ? weight * class_weights[labels[item]] : 0;
    for (ptrdiff_t i = 0; i < length; i++) {
      float target = labels[item] == i ? 1.0f : 0.0f;
      source_gradient[item * length + i] =
          factor == 0 ? 0 : factor * (probabilities[item * length + i] - target) / count;
    }
  }
}

void ck_scale_rows(const float *weights, const float *factors, float common, float *result, ptrdiff_t rows,
                   ptrdiff_t length) {
  for (ptrdiff_t row = 0; row < rows; row++) {
    float factor = (factors ? factors[row] : 1) * common;
    for (ptrdiff_t i = 0; i < length; i++) result[row * length + i] = factor * weights[row * length + i];
  }
}

void ck_fold_batch_norm(const float *scale, const float *shift, const float *mean, const float *variance,
                        const float *bias, float epsilon, ptrdiff_t channels, float *factor, float *summand) {
  for (ptrdiff_t i = 0; i < channels; i++) {
    factor[i] = scale[i] / sqrtf(variance[i] + epsilon);
    summand[i] = shift[i] + ((bias ? bias[i] : 0) - mean[i]) * factor[i];
  }
}

void ck_move_running(float *running, const float *batch, ptrdiff_t count, float momentum, float correction) {
  for (ptrdiff_t i = 0; i < count; i++)
    running[i] = (1 - momentum) * running[i] + momentum * (correction * batch[i]);
}

void ck_join_running(float *mean, float *variance, const float *batch_mean, const float *batch_variance,
                     ptrdiff_t count, float weight) {
  for (ptrdiff_t i = 0; i < count; i++) {
    float apart = batch_mean[i] - mean[i];
    mean[i] += weight * apart;
    variance[i] = (1 - weight) * (variance[i] + weight * apart * apart) + weight * batch_variance[i];
  }
}
