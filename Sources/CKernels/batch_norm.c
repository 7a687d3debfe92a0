// As long as there are at least as many blocks of channels as lanes, each lane takes whole blocks, so that the data of
// its sums are still in the cache for the result. The remaining blocks are divided among all lanes.
//
// oneDNN sums in single precision over all positions of a lane. The gradient of an early layer's shift is a sum of
// hundreds of thousands of numbers that nearly cancel. At 384 pixels oneDNN's gradient differs by 2e-2 from double
// precision (`Tests/Peers/compare_networks.py`), PyTorch's by 6e-3 and this one by 4e-3.
#include "batch_norm.h"

#include <math.h>
#include <string.h>

#include "library_threads.h"

#if defined(__x86_64__)
#include <immintrin.h>

enum { widest = 16, chains = 4, run = 512 };

/// The moments of a run of positions: mean and squared deviations, or two sums.
typedef struct {
  double first[widest], second[widest];
} part;

/// `(x - mean) * factor + shift`; and `gradient * factor + (x - mean) * slope + offset`.
typedef struct {
  float mean[widest], factor[widest], shift[widest], slope[widest], offset[widest];
} coefficients;

/// What follows the norm: `min(max(value, least), most)`.
typedef struct {
  int is_relu;
  float least, most;
} rectifier;

static rectifier end_of(const ck_batch_norm *n) {
  return n->relu ? (rectifier){1, 0, n->ceiling} : (rectifier){0, -INFINITY, INFINITY};
}

// 8 channels in f32, with AVX2.
#define NAME(function) function##_f32_8
#define TARGET __attribute__((target("avx2,fma")))
#define LANES 8
#define VECTOR __m256
#define V(operation) _mm256_##operation
#define LOAD(from, i) _mm256_loadu_ps((const float *)(from) + (i) * LANES)
// Bypasses the cache, because a line that is written completely need not be read first.
#define STORE(to, i, value) _mm256_stream_ps((float *)(to) + (i) * LANES, value)
#define GATED(gradient, value, most)                                              \
  _mm256_and_ps(_mm256_and_ps(_mm256_cmp_ps(value, _mm256_setzero_ps(), _CMP_GT_OQ), \
                              _mm256_cmp_ps(value, most, _CMP_LT_OQ)), gradient)
#include "batch_norm.inc"
#undef NAME
#undef TARGET
#undef LANES
#undef VECTOR
#undef V
#undef LOAD
#undef STORE
#undef GATED

// 16 channels, with AVX-512.
#define LANES 16
#define VECTOR __m512
#define V(operation) _mm512_##operation
#define GATED(gradient, value, most)                                                    \
  _mm512_maskz_mov_ps(_mm512_cmp_ps_mask(value, _mm512_setzero_ps(), _CMP_GT_OQ) &      \
                          _mm512_cmp_ps_mask(value, most, _CMP_LT_OQ), gradient)

#define NAME(function) function##_f32_16
#define TARGET __attribute__((target("avx512f")))
#define LOAD(from, i) _mm512_loadu_ps((const float *)(from) + (i) * LANES)
#define STORE(to, i, value) _mm512_stream_ps((float *)(to) + (i) * LANES, value)
#include "batch_norm.inc"
#undef NAME
#undef TARGET
#undef LOAD
#undef STORE

#define NAME(function) function##_bf16_16
#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512bf16")))
#define LOAD(from, i) \
  _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)(from) + (i))), 16))
#define STORE(to, i, value) _mm256_storeu_si256((__m256i *)(to) + (i), (__m256i)_mm512_cvtneps_pbh(value))
#include "batch_norm.inc"

/// The loops over a run, by the width of a block and its precision.
typedef struct {
  void (*measure)(const char *source, int64_t count, part *part);
  void (*apply)(const char *source, int64_t count, const coefficients *c, rectifier end, char *result);
  void (*sum)(const char *source, const char *above, int64_t count, const coefficients *c, rectifier end, part *part);
  void (*descend)(const char *source, const char *above, int64_t count, const coefficients *c, rectifier end,
                  char *below);
} loops;

static const loops f32_8 = {measure_f32_8, apply_f32_8, sum_f32_8, descend_f32_8},
                   f32_16 = {measure_f32_16, apply_f32_16, sum_f32_16, descend_f32_16},
                   bf16_16 = {measure_bf16_16, apply_bf16_16, sum_bf16_16, descend_bf16_16};

static const loops *loops_of(const ck_batch_norm *n) {
  return n->block == 8 ? &f32_8 : n->is_bf16 ? &bf16_16 : &f32_16;
}

static int64_t blocks_of(const ck_batch_norm *n) { return (n->channels + n->block - 1) / n->block; }

static int64_t runs_of_item(const ck_batch_norm *n) { return (n->area + run - 1) / run; }

ptrdiff_t ck_batch_norm_scratch(const ck_batch_norm *n) {
  return blocks_of(n) * n->items * runs_of_item(n) * (ptrdiff_t)sizeof(part);
}

typedef struct {
  const ck_batch_norm *norm;
  const loops *loops;
  ck_channels channels;
  const char *source, *above;
  char *result;
  float *scale_gradient, *shift_gradient;
  part *parts;
  /// Whether sums are computed, whether they are for a gradient, and whether mean and variance were given.
  int sums, is_gradient, is_fixed;
} job;

// MARK: - Channels

/// The channels of a block; those of its padding keep coefficients of zero.
static int used(const job *j, int64_t b) {
  int64_t rest = j->norm->channels - b * j->norm->block;
  return rest < j->norm->block ? (int)rest : j->norm->block;
}

/// The coefficients from a block's given mean and variance, without sums.
static coefficients given(const job *j, int64_t b) {
  coefficients c = {};
  for (int lane = 0; lane < used(j, b); lane++) {
    int64_t channel = b * j->norm->block + lane;
    c.mean[lane] = j->channels.mean[channel];
    c.factor[lane] = j->channels.scale[channel] / sqrtf(j->channels.variance[channel] + j->norm->epsilon);
    c.shift[lane] = j->channels.shift[channel];
  }
  return c;
}

static int64_t length(const ck_batch_norm *n, int64_t unit) {
  int64_t start = unit % runs_of_item(n) * run;
  return n->area - start < run ? n->area - start : run;
}

/// Combines the moments of a block's runs. Only the lane with `keeps` stores them.
static coefficients measured(const job *j, int64_t b, int64_t units, int keeps) {
  const part *parts = j->parts + b * units;
  double count = (double)(j->norm->items * j->norm->area);
  coefficients c = {};
  for (int lane = 0; lane < used(j, b); lane++) {
    double mean = 0, squares = 0;
    for (int64_t unit = 0; unit < units; unit++) mean += parts[unit].first[lane] * (double)length(j->norm, unit);
    mean /= count;
    for (int64_t unit = 0; unit < units; unit++) {
      double apart = parts[unit].first[lane] - mean;
      squares += parts[unit].second[lane] + apart * apart * (double)length(j->norm, unit);
    }
    int64_t channel = b * j->norm->block + lane;
    float variance = (float)(squares / count);
    if (keeps) {
      j->channels.mean[channel] = (float)mean;
      j->channels.variance[channel] = variance;
    }
    c.mean[lane] = (float)mean;
    c.factor[lane] = j->channels.scale[channel] / sqrtf(variance + j->norm->epsilon);
    c.shift[lane] = j->channels.shift[channel];
  }
  return c;
}

/// Combines the sums of a block's runs.
static coefficients summed(const job *j, int64_t b, int64_t units, int keeps) {
  const part *parts = j->parts + b * units;
  double count = (double)(j->norm->items * j->norm->area);
  coefficients c = given(j, b);
  for (int lane = 0; lane < used(j, b); lane++) {
    double sum = 0, product = 0;
    for (int64_t unit = 0; unit < units; unit++) {
      sum += parts[unit].first[lane];
      product += parts[unit].second[lane];
    }
    int64_t channel = b * j->norm->block + lane;
    double inverse = 1 / ((double)j->channels.variance[channel] + j->norm->epsilon);
    if (keeps && j->shift_gradient) j->shift_gradient[channel] += (float)sum;
    if (keeps && j->scale_gradient) j->scale_gradient[channel] += (float)(product * sqrt(inverse));
    if (j->is_fixed) continue;
    c.slope[lane] = (float)(-c.factor[lane] * inverse * product / count);
    c.offset[lane] = (float)(-c.factor[lane] * sum / count);
  }
  return c;
}

// MARK: - Runs

/// The offset of a run of a block.
static int64_t place(const ck_batch_norm *n, int64_t b, int64_t unit) {
  int64_t item = unit / runs_of_item(n), start = unit % runs_of_item(n) * run;
  return ((item * blocks_of(n) + b) * n->area + start) * n->block * (n->is_bf16 ? 2 : 4);
}

static void take_sums(const job *j, int64_t b, int64_t unit, const coefficients *c, part *part) {
  int64_t at = place(j->norm, b, unit), count = length(j->norm, unit);
  if (!j->is_gradient) return j->loops->measure(j->source + at, count, part);
  j->loops->sum(j->source + at, j->above + at, count, c, end_of(j->norm), part);
}

static void make_result(const job *j, int64_t b, int64_t unit, const coefficients *c) {
  const ck_batch_norm *n = j->norm;
  int64_t at = place(n, b, unit), count = length(n, unit);
  if (!j->is_gradient) return j->loops->apply(j->source + at, count, c, end_of(n), j->result + at);
  j->loops->descend(j->source + at, j->above + at, count, c, end_of(n), j->result + at);
}

static void run_lane(void *data, int lane, int lanes) {
  const job *j = data;
  int64_t units = j->norm->items * runs_of_item(j->norm);
  for (int64_t first = 0; first < blocks_of(j->norm); first += lanes) {
    int64_t blocks = blocks_of(j->norm) - first < lanes ? blocks_of(j->norm) - first : lanes;
    int64_t from = blocks * units * lane / lanes, to = blocks * units * (lane + 1) / lanes;
    if (j->sums) {
      coefficients c;
      for (int64_t k = from; k < to; k++) {
        int64_t b = first + k / units, unit = k % units;
        if (j->is_gradient && (k == from || unit == 0)) c = given(j, b);
        take_sums(j, b, unit, &c, j->parts + b * units + unit);
      }
      if (blocks < lanes) ck_wait_for_lanes();
    }
    // Backwards, because the data read last are still in the cache.
    coefficients c;
    for (int64_t k = to - 1; k >= from; k--) {
      int64_t b = first + k / units, unit = k % units;
      if (k == to - 1 || unit == units - 1) {
        int keeps = k - unit >= from;  // the first run is this lane's
        c = !j->sums ? given(j, b) : j->is_gradient ? summed(j, b, units, keeps) : measured(j, b, units, keeps);
      }
      if (j->result) make_result(j, b, unit, &c);
    }
  }
  _mm_sfence();
}

void ck_batch_norm_measure(const ck_batch_norm *norm, const void *source, ck_channels channels, void *result,
                           void *scratch) {
  job j = {.norm = norm, .loops = loops_of(norm), .channels = channels, .source = source, .result = result,
           .parts = scratch, .sums = 1};
  ck_in_lanes(run_lane, &j);
}

void ck_batch_norm_apply(const ck_batch_norm *norm, const void *source, ck_channels channels, void *result) {
  job j = {.norm = norm, .loops = loops_of(norm), .channels = channels, .source = source, .result = result};
  ck_in_lanes(run_lane, &j);
}

void ck_batch_norm_gradient(const ck_batch_norm *norm, int32_t is_fixed, const void *source, ck_channels channels,
                            const void *result_gradient, void *source_gradient, float *scale_gradient,
                            float *shift_gradient, void *scratch) {
  job j = {.norm = norm, .loops = loops_of(norm), .channels = channels, .source = source, .above = result_gradient,
           .result = source_gradient, .scale_gradient = scale_gradient, .shift_gradient = shift_gradient, .parts = scratch,
           .sums = !is_fixed || scale_gradient || shift_gradient, .is_gradient = 1, .is_fixed = is_fixed};
  ck_in_lanes(run_lane, &j);
}

#else

ptrdiff_t ck_batch_norm_scratch(const ck_batch_norm *norm) { return 0; }

// These are never called without AVX2.
void ck_batch_norm_measure(const ck_batch_norm *norm, const void *source, ck_channels channels, void *result,
                           void *scratch) {
  __builtin_trap();
}

void ck_batch_norm_apply(const ck_batch_norm *norm, const void *source, ck_channels channels, void *result) {
  __builtin_trap();
}

void ck_batch_norm_gradient(const ck_batch_norm *norm, int32_t is_fixed, const void *source, ck_channels channels,
                            const void *result_gradient, void *source_gradient, float *scale_gradient,
                            float *shift_gradient, void *scratch) {
  __builtin_trap();
}

#endif
