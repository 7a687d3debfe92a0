// A unit of work is one block of channels of one item: its two maps are read from memory once, and rows are read again
// from the cache for each row of the kernel. So the work is limited by memory, which is the least that it can cost.
//
// oneDNN 2.6 has specialised code for kernels of three columns only. For five it copies windows and multiplies matrices
// of one row, which takes fifty to a hundred times as long.
#include "depthwise.h"

#include <string.h>

#include "library_threads.h"

#if defined(__x86_64__)
#include <immintrin.h>

static int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }

/// Columns of the output, from `first` to before `last`, at which a column of the kernel lies inside the input.
typedef struct {
  int64_t first, last;
} range;

static range inside(const ck_convolution *c, int64_t column) {
  int64_t before = c->left - column, end = c->input_width - 1 - column + c->left;
  int64_t first = before > 0 ? (before + c->stride_x - 1) / c->stride_x : 0;
  int64_t last = end < 0 ? 0 : smaller(c->output_width, end / c->stride_x + 1);
  return (range){first, larger(first, last)};
}

/// Rows and columns of a kernel; positions that are summed in single precision.
enum { most_rows = 3, most_columns = 7, most_positions = 256 };

// 8 channels in f32, with AVX2.
#define NAME(function) function##_f32_8
#define TARGET __attribute__((target("avx2,fma")))
#define LANES 8
#define VECTOR __m256
#define V(operation) _mm256_##operation
#define NUMBER float
#define LOAD(from) _mm256_loadu_ps(from)
#include "depthwise.inc"
#undef NAME
#undef TARGET
#undef LANES
#undef VECTOR
#undef V
#undef NUMBER
#undef LOAD

// 16 channels, with AVX-512.
#define LANES 16
#define VECTOR __m512
#define V(operation) _mm512_##operation

#define NAME(function) function##_f32_16
#define TARGET __attribute__((target("avx512f")))
#define NUMBER float
#define LOAD(from) _mm512_loadu_ps(from)
#include "depthwise.inc"
#undef NAME
#undef TARGET
#undef NUMBER
#undef LOAD

#define NAME(function) function##_bf16_16
#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512bf16")))
#define NUMBER uint16_t
#define LOAD(from) \
  _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)(from))), 16))
#include "depthwise.inc"

/// Sums of a unit: a block of channels for each tap, then one for the bias.
static int64_t sums_of_unit(const ck_convolution *c) { return (c->kernel_height * c->kernel_width + 1) * c->block; }

ptrdiff_t ck_depthwise_scratch(const ck_convolution *c) {
  return c->input_channels / c->block * c->items * sums_of_unit(c) * (ptrdiff_t)sizeof(double);
}

typedef struct {
  const ck_convolution *convolution;
  const char *source, *gradient;
  float factor, *weights, *bias;
  double *sums;
} job;

/// Adds the sums of a block's items to the parameters' gradients.
static void finish(const job *j, int64_t b) {
  const ck_convolution *c = j->convolution;
  int64_t blocks = c->input_channels / c->block, taps = c->kernel_height * c->kernel_width, unit = sums_of_unit(c);
  for (int64_t lane = 0; lane < c->block; lane++) {
    int64_t channel = b * c->block + lane;
    for (int64_t tap = 0; tap <= taps; tap++) {
      double sum = 0;
      for (int64_t item = 0; item < c->items; item++)
        sum += j->sums[(item * blocks + b) * unit + tap * c->block + lane];
      float *to = tap < taps ? j->weights + channel * taps + tap : j->bias ? j->bias + channel : NULL;
      if (to) *to += j->factor * (float)sum;
    }
  }
}

static void run_lane(void *data, int lane, int lanes) {
  const job *j = data;
  const ck_convolution *c = j->convolution;
  int64_t width = c->is_bf16 ? 2 : 4, blocks = c->input_channels / c->block, units = blocks * c->items;
  int64_t source_bytes = c->input_height * c->input_width * c->block * width;
  int64_t gradient_bytes = c->output_height * c->output_width * c->block * width;
  for (int64_t unit = units * lane / lanes; unit < units * (lane + 1) / lanes; unit++) {
    double *sums = j->sums + unit * sums_of_unit(c);
    const void *source = j->source + unit * source_bytes, *gradient = j->gradient + unit * gradient_bytes;
    if (c->block == 8) sum_unit_f32_8(c, source, gradient, sums, j->bias != NULL);
    else if (c->is_bf16) sum_unit_bf16_16(c, source, gradient, sums, j->bias != NULL);
    else sum_unit_f32_16(c, source, gradient, sums, j->bias != NULL);
  }
  ck_wait_for_lanes();
  for (int64_t b = blocks * lane / lanes; b < blocks * (lane + 1) / lanes; b++) finish(j, b);
}

void ck_depthwise_weights_gradient(const ck_convolution *convolution, const void *source, const void *gradient,
                                   float factor, float *weights, float *bias, void *scratch) {
  job j = {.convolution = convolution, .source = source, .gradient = gradient, .factor = factor, .weights = weights,
           .bias = bias, .sums = scratch};
  ck_in_lanes(run_lane, &j);
}

#else

ptrdiff_t ck_depthwise_scratch(const ck_convolution *convolution) { return 0; }

void ck_depthwise_weights_gradient(const ck_convolution *convolution, const void *source, const void *gradient,
                                   float factor, float *weights, float *bias, void *scratch) {
  __builtin_trap();  // It is never called without AVX2.
}

#endif
