#include "similarities.h"

#include "clones.h"

#include <math.h>
#include <string.h>

ptrdiff_t ck_first_nonfinite_single(const float *values, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; ++i) {
    if (!isfinite(values[i])) return i;
  }
  return -1;
}

ptrdiff_t ck_first_nonfinite_double(const double *values, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; ++i) {
    if (!isfinite(values[i])) return i;
  }
  return -1;
}

int32_t ck_compare_rows(const float *one, const float *other, ptrdiff_t count) {
  for (ptrdiff_t k = 0; k < count; ++k) {
    if (one[k] != other[k]) return one[k] < other[k] ? -1 : 1;
  }
  return 0;
}

// Eight running sums: the order of additions is part of the result.
CK_CLONES(double, ordered_sum, (const double *x, const double *y, ptrdiff_t count), (x, y, count)) {
  double lanes[8] = {0};
  ptrdiff_t k = 0;
  for (; k + 8 <= count; k += 8) {
    for (ptrdiff_t l = 0; l < 8; ++l) lanes[l] += x[k + l] * (y ? y[k + l] : 1);
  }
  for (; k < count; ++k) lanes[k % 8] += x[k] * (y ? y[k] : 1);
  return ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
}

static void to_unit_length(double *row, ptrdiff_t count) {
  const double squared = ordered_sum(row, row, count);
  if (squared == 0) return;
  const double length = sqrt(squared);
  for (ptrdiff_t k = 0; k < count; ++k) row[k] /= length;
}

double ck_prepare_row(const float *row, const double *shift, const double *scale, ptrdiff_t count, int32_t l2,
                   int32_t center, int32_t unit, double *result) {
  for (ptrdiff_t k = 0; k < count; ++k) {
    result[k] = ((double)row[k] - (shift ? shift[k] : 0)) * (scale ? scale[k] : 1);
  }
  if (l2) to_unit_length(result, count);
  if (center) {
    const double mean = ordered_sum(result, NULL, count) / (double)count;
    for (ptrdiff_t k = 0; k < count; ++k) result[k] -= mean;
  }
  if (unit) to_unit_length(result, count);
  return ordered_sum(result, result, count);
}

void ck_similarity_tile(const double *products, ptrdiff_t lead, ptrdiff_t row, ptrdiff_t rows, ptrdiff_t column,
                     ptrdiff_t columns, const double *norms, const int32_t *group, double of_copies,
                     int32_t element_bytes, ptrdiff_t stride, void *matrix) {
  for (ptrdiff_t i = 0; i < rows; ++i) {
    for (ptrdiff_t j = 0; j < columns; ++j) {
      const ptrdiff_t y = row + i, x = column + j;
      if (x < y) continue;
      double value = products[i * lead + j];
      if (x == y) {
        value = -INFINITY;
      } else if (group[y] == group[x]) {
        value = of_copies;
      } else if (norms) {
        value = 2 * value - norms[y] - norms[x];
        value = value < 0 ? value : 0;
      } else {
        value = value < -1 ? -1 : value > 1 ? 1 : value;
      }
      if (element_bytes == 4) {
        ((float *)matrix)[y * stride + x] = ((float *)matrix)[x * stride + y] = (float)value;
      } else {
        ((double *)matrix)[y * stride + x] = ((double *)matrix)[x * stride + y] = value;
      }
    }
  }
}

CK_CLONES(void, fill_difference_tile,
    (const double *left, const double *right, double *scratch, ptrdiff_t width, ptrdiff_t row, ptrdiff_t rows,
     ptrdiff_t column, ptrdiff_t columns, int32_t through_root, ptrdiff_t stride, double *matrix),
    (left, right, scratch, width, row, rows, column, columns, through_root, stride, matrix)) {
  double *restrict transposed = scratch, *restrict sums = scratch + columns * width;
  for (ptrdiff_t j = 0; j < columns; ++j) {
    for (ptrdiff_t k = 0; k < width; ++k) transposed[k * columns + j] = right[j * width + k];
  }
  for (ptrdiff_t i = 0; i < rows; ++i) {
    memset(sums, 0, (size_t)columns * sizeof *sums);
    for (ptrdiff_t k = 0; k < width; ++k) {
      const double own = left[i * width + k];
      for (ptrdiff_t j = 0; j < columns; ++j) {
        const double difference = own - transposed[k * columns + j];
        sums[j] += difference * difference;
      }
    }
    for (ptrdiff_t j = 0; j < columns; ++j) {
      const ptrdiff_t y = row + i, x = column + j;
      const double distance = sqrt(sums[j]);
      const double value = x == y ? -INFINITY : 0 - (through_root ? distance * distance : sums[j]);
      matrix[y * stride + x] = matrix[x * stride + y] = value;
    }
  }
}

void ck_difference_tile(const double *left, const double *right, double *scratch, ptrdiff_t width, ptrdiff_t row,
                     ptrdiff_t rows, ptrdiff_t column, ptrdiff_t columns, int32_t through_root, ptrdiff_t stride,
                     double *matrix) {
  fill_difference_tile(left, right, scratch, width, row, rows, column, columns, through_root, stride, matrix);
}

static inline uint64_t key_single(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits & 0x80000000u ? (uint32_t)~bits : bits | 0x80000000u;
}

static inline uint64_t key_double(double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits >> 63 ? ~bits : bits | 0x8000000000000000u;
}

uint64_t ck_key_of(double value, int32_t element_bytes) {
  // + 0: a negative zero counts as zero.
  return element_bytes == 4 ? key_single((float)value + 0.0f) : key_double(value + 0.0);
}

double ck_value_of_key(uint64_t key, int32_t element_bytes) {
  if (element_bytes == 4) {
    uint32_t bits = (uint32_t)key;
    bits = bits & 0x80000000u ? bits & 0x7fffffffu : ~bits;
    float value;
    memcpy(&value, &bits, sizeof value);
    return (double)value;
  }
  uint64_t bits = key >> 63 ? key & 0x7fffffffffffffffu : ~key;
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

void ck_count_keys(const void *matrix, int32_t element_bytes, ptrdiff_t count, ptrdiff_t stride, ptrdiff_t begin,
                ptrdiff_t end, const uint32_t *weight, uint64_t prefix, int32_t shift, uint64_t *histogram) {
  const int32_t above = shift + 16, whole = element_bytes * 8;
  for (ptrdiff_t i = begin; i < end; ++i) {
    for (ptrdiff_t j = 0; j < count; ++j) {
      if (i == j) continue;
      uint64_t key = element_bytes == 4 ? key_single(((const float *)matrix)[i * stride + j] + 0.0f)
                                        : key_double(((const double *)matrix)[i * stride + j] + 0.0);
      if (above < whole && key >> above != prefix) continue;
      histogram[(key >> shift) & 0xffff] += weight ? (uint64_t)weight[i] * weight[j] : 1;
    }
  }
}

int32_t ck_digit_at_rank(const uint64_t *histograms, ptrdiff_t count, int32_t copy_digit, uint64_t copies,
                      uint64_t *remaining) {
  for (int32_t digit = 0; digit < 65535; ++digit) {
    uint64_t here = digit == copy_digit ? copies : 0;
    for (ptrdiff_t i = 0; i < count; ++i) here += histograms[i * 65536 + digit];
    if (*remaining < here) return digit;
    *remaining -= here;
  }
  return 65535;
}

void ck_column_statistics(const void *matrix, int32_t element_bytes, ptrdiff_t count, ptrdiff_t stride, ptrdiff_t begin,
                       ptrdiff_t end, const uint32_t *weight, double *sums, double *largest, double *smallest) {
  for (ptrdiff_t k = begin; k < end; ++k) {
    sums[k] = 0;
    largest[k] = -INFINITY;
    smallest[k] = INFINITY;
  }
  for (ptrdiff_t i = 0; i < count; ++i) {
    const double factor = weight ? (double)weight[i] : 1;
    for (ptrdiff_t k = begin; k < end; ++k) {
      if (i == k) continue;
      const double value = element_bytes == 4 ? (double)((const float *)matrix)[i * stride + k]
                                              : ((const double *)matrix)[i * stride + k];
      sums[k] += factor * value;
      largest[k] = value > largest[k] ? value : largest[k];
      smallest[k] = value < smallest[k] ? value : smallest[k];
    }
  }
}

void ck_group_tile(const double *products, ptrdiff_t lead, ptrdiff_t row, ptrdiff_t rows, ptrdiff_t column,
                ptrdiff_t columns, const double *own, const double *sizes, const double *norms, ptrdiff_t stride,
                float *matrix) {
  for (ptrdiff_t i = 0; i < rows; ++i) {
    const ptrdiff_t y = row + i;
    for (ptrdiff_t j = 0; j < columns; ++j) {
      const ptrdiff_t x = column + j;
      double value = products[i * lead + j] - own[y];
      if (norms) value = 2 * value - sizes[y] * (norms[x] - norms[y]);
      matrix[y * stride + x] = x == y ? -INFINITY : (float)value;
    }
  }
}

void ck_add_weighted_row(double *target, const double *row, double weight, ptrdiff_t count) {
  for (ptrdiff_t k = 0; k < count; ++k) target[k] += weight * row[k];
}

double ck_ordered_product(const double *x, const double *y, ptrdiff_t count) { return ordered_sum(x, y, count); }
