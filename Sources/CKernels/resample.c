#include "include/resample.h"

#include "clones.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// MARK: - Weights along one axis

/// For each output pixel the first source pixel, the number of source pixels, and their weights.
typedef struct {
  int *first;
  int *count;
  float *weights;  // taps for each output pixel
  int taps;
} axis;

static void axis_free(axis *a) {
  free(a->first);
  free(a->count);
  free(a->weights);
}

static double overlap(double a0, double a1, double b0, double b1) {
  double lower = a0 > b0 ? a0 : b0, upper = a1 < b1 ? a1 : b1;
  return upper > lower ? upper - lower : 0;
}

static double sinc(double x) { return x == 0 ? 1 : sin(M_PI * x) / (M_PI * x); }

/// How source pixels are weighted: a `ck_filter`, or a Gaussian where the deviation is above 0.
typedef struct {
  int filter;
  double deviation;
} weighting;

/// The weight at `x`, in units of the filter's own support scale.
static double response(weighting by, double x) {
  x = fabs(x);
  if (by.deviation > 0) return exp(-x * x / (2 * by.deviation * by.deviation));
  if (by.filter == CK_FILTER_LANCZOS3) return x < 3 ? sinc(x) * sinc(x / 3) : 0;
  return x < 1 ? 1 - x : 0;
}

static int axis_make(axis *a, int source_count, int out_count, double lower, double upper, weighting by) {
  *a = (axis){0};
  double step = (upper - lower) / out_count;
  double stretch = step > 1 ? step : 1;
  int is_area = by.deviation == 0 && by.filter == CK_FILTER_AREA;
  double reach = is_area ? step / 2
                 : by.deviation > 0 ? 3 * by.deviation
                                    : (by.filter == CK_FILTER_LANCZOS3 ? 3 : 1) * stretch;
  double widest = ceil(reach) * 2 + 2;
  a->taps = widest < source_count ? (int)widest : source_count;
  a->first = calloc(out_count, sizeof *a->first);
  a->count = calloc(out_count, sizeof *a->count);
  a->weights = calloc((size_t)out_count * a->taps, sizeof *a->weights);
  double *exact = calloc(a->taps, sizeof *exact);
  int status = a->first && a->count && a->weights && exact ? 0 : -1;
  for (int i = 0; i < out_count && status == 0; i++) {
    double begin = lower + i * step, end = lower + (i + 1) * step, centre = (begin + end) / 2;
    double coverage = overlap(begin, end, 0, source_count) / (end - begin);
    if (coverage <= 0) continue;
    double from = floor(centre - reach), to = ceil(centre + reach);
    int first = from > 0 ? (int)from : 0, last = to < source_count ? (int)to : source_count;
    if (last - first > a->taps) last = first + a->taps;
    double sum = 0;
    for (int k = 0; k < last - first; k++) {
      double pixel = first + k;
      exact[k] = is_area ? overlap(begin, end, pixel, pixel + 1) : response(by, (pixel + 0.5 - centre) / stretch);
      sum += exact[k];
    }
    if (sum == 0) continue;
    a->first[i] = first;
    a->count[i] = last - first;
    for (int k = 0; k < last - first; k++)
      a->weights[(size_t)i * a->taps + k] = (float)(exact[k] / sum * coverage);
  }
  free(exact);
  if (status != 0) axis_free(a);
  return status;
}

/// The columns lower ..< upper of the source that any output pixel reads.
static void axis_extent(const axis *a, int out_count, int *lower, int *upper) {
  *lower = *upper = 0;
  int found = 0;
  for (int i = 0; i < out_count; i++) {
    if (a->count[i] == 0) continue;
    if (!found || a->first[i] < *lower) *lower = a->first[i];
    if (!found || a->first[i] + a->count[i] > *upper) *upper = a->first[i] + a->count[i];
    found = 1;
  }
}

// MARK: - Rows

CK_CLONES(void, add_row_u8, (float *sum, const uint8_t *row, float weight, long count), (sum, row, weight, count)) {
  for (long i = 0; i < count; i++) sum[i] += weight * row[i];
}

CK_CLONES(void, add_row_f32, (float *sum, const float *row, float weight, long count), (sum, row, weight, count)) {
  for (long i = 0; i < count; i++) sum[i] += weight * row[i];
}

/// One output row from a row of floats whose first pixel is the source's column `lower`.
static void along_row_1(const float *row, const axis *a, int lower, float *result, int out_count) {
  for (int i = 0; i < out_count; i++) {
    const float *weights = a->weights + (size_t)i * a->taps;
    const float *from = row + (a->first[i] - lower);
    float sum = 0;
    for (int k = 0; k < a->count[i]; k++) sum += weights[k] * from[k];
    result[i] = sum;
  }
}

static void along_row_3(const float *row, const axis *a, int lower, float *result, int out_count) {
  for (int i = 0; i < out_count; i++) {
    const float *weights = a->weights + (size_t)i * a->taps;
    const float *from = row + (long)(a->first[i] - lower) * 3;
    float red = 0, green = 0, blue = 0;
    for (int k = 0; k < a->count[i]; k++, from += 3) {
      red += weights[k] * from[0];
      green += weights[k] * from[1];
      blue += weights[k] * from[2];
    }
    result[3 * i] = red;
    result[3 * i + 1] = green;
    result[3 * i + 2] = blue;
  }
}

CK_CLONES(void, round_row, (const float *row, uint8_t *result, long count), (row, result, count)) {
  for (long i = 0; i < count; i++) {
    float value = row[i] + 0.5f;
    value = value < 0 ? 0 : value > 255 ? 255 : value;
    result[i] = (uint8_t)value;
  }
}

// MARK: - Both directions

/// Exactly one of the pairs `bytes` / `rounded` and `floats` / `exact` is given.
static int resample(const uint8_t *bytes, const float *floats, int width, int height, int channels, double x0,
                    double y0, double x1, double y1, weighting by, uint8_t *rounded, float *exact, int out_width,
                    int out_height) {
  axis across, down;
  if (axis_make(&across, width, out_width, x0, x1, by) != 0) return -1;
  if (axis_make(&down, height, out_height, y0, y1, by) != 0) {
    axis_free(&across);
    return -1;
  }
  int lower, upper;
  axis_extent(&across, out_width, &lower, &upper);
  long span = (long)(upper - lower) * channels, out_span = (long)out_width * channels;
  float *sum = malloc((span + 1) * sizeof *sum), *row = malloc((out_span + 1) * sizeof *row);
  int status = sum && row ? 0 : -1;
  for (int y = 0; y < out_height && status == 0; y++) {
    memset(sum, 0, span * sizeof *sum);
    for (int k = 0; k < down.count[y]; k++) {
      float weight = down.weights[(size_t)y * down.taps + k];
      size_t offset = ((size_t)(down.first[y] + k) * width + lower) * channels;
      if (bytes) add_row_u8(sum, bytes + offset, weight, span);
      else add_row_f32(sum, floats + offset, weight, span);
    }
    float *target = exact ? exact + (size_t)y * out_width : row;
    if (channels == 3) along_row_3(sum, &across, lower, target, out_width);
    else along_row_1(sum, &across, lower, target, out_width);
    if (rounded) round_row(row, rounded + (size_t)y * out_span, out_span);
  }
  free(sum);
  free(row);
  axis_free(&across);
  axis_free(&down);
  return status;
}

int ck_resample(const uint8_t *source, int width, int height, int channels, double x0, double y0, double x1,
                double y1, int filter, uint8_t *result, int out_width, int out_height) {
  return resample(source, NULL, width, height, channels, x0, y0, x1, y1, (weighting){.filter = filter}, result, NULL,
                  out_width, out_height);
}

int ck_blur(const uint8_t *source, int width, int height, int channels, double deviation, uint8_t *result) {
  return resample(source, NULL, width, height, channels, 0, 0, width, height, (weighting){.deviation = deviation},
                  result, NULL, width, height);
}

int ck_resample_map(const float *source, int width, int height, double x0, double y0, double x1, double y1,
                    int filter, float *result, int out_width, int out_height) {
  return resample(NULL, source, width, height, 1, x0, y0, x1, y1, (weighting){.filter = filter}, NULL, result, out_width,
                  out_height);
}
