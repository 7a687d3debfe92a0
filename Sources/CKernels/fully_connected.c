// On AVX2 at least, oneDNN chooses the matrix product, and with it the order of sums, by the numbers of items and
// lanes. The result for an item then depends on the other items. The layers of classifiers are small (a few thousand
// inputs and five outputs), so sums in double precision are affordable: `zoomin benchmark layers` shows their share.
#include "fully_connected.h"

#include "library_threads.h"

// Smaller amounts of work than `worth_sharing` products stay in one thread.
enum { width = 16, worth_sharing = 1 << 17 };

static double joined(const double sums[width]) {
  double quarters[4];
  for (int i = 0; i < 4; i++) quarters[i] = (sums[i] + sums[i + 4]) + (sums[i + 8] + sums[i + 12]);
  return (quarters[0] + quarters[1]) + (quarters[2] + quarters[3]);
}

/// The sum of products of two rows.
static double product(const float *x, const float *y, ptrdiff_t count) {
  double sums[width] = {0};
  ptrdiff_t i = 0;
  for (; i + width <= count; i += width)
    for (int k = 0; k < width; k++) sums[k] += (double)x[i + k] * y[i + k];
  for (int k = 0; i + k < count; k++) sums[k] += (double)x[i + k] * y[i + k];
  return joined(sums);
}

/// The weighted sum of rows of `width` numbers, in the order of the rows.
static void combine(const float *factors, ptrdiff_t factor_stride, const float *rows, ptrdiff_t row_stride,
                    ptrdiff_t count, int filled, double sums[width]) {
  for (int k = 0; k < width; k++) sums[k] = 0;
  for (ptrdiff_t row = 0; row < count; row++) {
    const double factor = factors[row * factor_stride];
    const float *values = rows + row * row_stride;
    if (filled == width)
      for (int k = 0; k < width; k++) sums[k] += factor * values[k];
    else
      for (int k = 0; k < filled; k++) sums[k] += factor * values[k];
  }
}

typedef struct {
  ck_full_layer layer;
  const float *source, *weights, *bias, *gradient;
  float *result;
} job;

static void in_shares(void (*work)(void *data, int lane, int lanes), job *j) {
  if (j->layer.items * j->layer.inputs * j->layer.outputs < worth_sharing) work(j, 0, 1);
  else ck_in_lanes(work, j);
}

static void forward_lane(void *data, int lane, int lanes) {
  const job *j = data;
  const ck_full_layer l = j->layer;
  const ptrdiff_t units = l.items * l.outputs;
  for (ptrdiff_t unit = units * lane / lanes; unit < units * (lane + 1) / lanes; unit++) {
    ptrdiff_t item = unit / l.outputs, output = unit % l.outputs;
    double sum = product(j->source + item * l.inputs, j->weights + output * l.inputs, l.inputs);
    j->result[unit] = (float)(sum + j->bias[output]);
  }
}

/// The first input of a lane's range, a multiple of `width` except for the end.
static ptrdiff_t start(ptrdiff_t inputs, int lane, int lanes) {
  ptrdiff_t first = (inputs + width - 1) / width * lane / lanes * width;
  return first < inputs ? first : inputs;
}

static void source_gradient_lane(void *data, int lane, int lanes) {
  const job *j = data;
  const ck_full_layer l = j->layer;
  const ptrdiff_t last = start(l.inputs, lane + 1, lanes);
  for (ptrdiff_t from = start(l.inputs, lane, lanes); from < last; from += width) {
    const int filled = last - from < width ? (int)(last - from) : width;
    for (ptrdiff_t item = 0; item < l.items; item++) {
      double sums[width];
      combine(j->gradient + item * l.outputs, 1, j->weights + from, l.inputs, l.outputs, filled, sums);
      for (int k = 0; k < filled; k++) j->result[item * l.inputs + from + k] = (float)sums[k];
    }
  }
}

static void weights_gradient_lane(void *data, int lane, int lanes) {
  const job *j = data;
  const ck_full_layer l = j->layer;
  const ptrdiff_t last = start(l.inputs, lane + 1, lanes);
  for (ptrdiff_t from = start(l.inputs, lane, lanes); from < last; from += width) {
    const int filled = last - from < width ? (int)(last - from) : width;
    for (ptrdiff_t output = 0; output < l.outputs; output++) {
      double sums[width];
      combine(j->gradient + output, l.outputs, j->source + from, l.inputs, l.items, filled, sums);
      for (int k = 0; k < filled; k++) j->result[output * l.inputs + from + k] += (float)sums[k];
    }
  }
}

void ck_full_layer_forward(const ck_full_layer *layer, const float *source, const float *weights, const float *bias,
                           float *result) {
  job j = {.layer = *layer, .source = source, .weights = weights, .bias = bias, .result = result};
  in_shares(forward_lane, &j);
}

void ck_full_layer_source_gradient(const ck_full_layer *layer, const float *gradient, const float *weights,
                                   float *source_gradient) {
  job j = {.layer = *layer, .gradient = gradient, .weights = weights, .result = source_gradient};
  in_shares(source_gradient_lane, &j);
}

void ck_full_layer_weights_gradient(const ck_full_layer *layer, const float *source, const float *gradient,
                                    float *weights_gradient, float *bias_gradient) {
  job j = {.layer = *layer, .source = source, .gradient = gradient, .result = weights_gradient};
  if (weights_gradient) in_shares(weights_gradient_lane, &j);
  for (ptrdiff_t output = 0; bias_gradient && output < layer->outputs; output++) {
    double sum = 0;
    for (ptrdiff_t item = 0; item < layer->items; item++) sum += gradient[item * layer->outputs + output];
    bias_gradient[output] += (float)sum;
  }
}
