// Loops over the values of features and of square similarity matrices.
#pragma once
#include <stddef.h>
#include <stdint.h>

// Index of the first NaN or infinity, or -1.
ptrdiff_t ck_first_nonfinite_single(const float *values, ptrdiff_t count);
ptrdiff_t ck_first_nonfinite_double(const double *values, ptrdiff_t count);

// -1, 0, 1: lexicographic order of two rows of finite numbers; -0 equals 0.
int32_t ck_compare_rows(const float *one, const float *other, ptrdiff_t count);

// A row of features as doubles: (x - shift) * scale, with `center` minus the row's mean, then with `unit` scaled to
// length 1 (a row of zeros stays). Returns the squared length of the result. `shift` and `scale` may be NULL.
double ck_prepare_row(const float *row, const double *shift, const double *scale, ptrdiff_t count, int32_t l2,
                   int32_t center, int32_t unit, double *result);

// One tile of a symmetric similarity matrix from inner products (rows x columns, leading dimension `lead`), written
// at (row, column) and mirrored at (column, row). `norms` NULL: the inner product itself, clamped to -1 ... 1;
// otherwise -(norms[i] + norms[j] - 2 product), at most 0. Rows of the same `group` are exact copies: their
// similarity is `of_copies`. The diagonal becomes -infinity. `element_bytes` is 4 or 8.
void ck_similarity_tile(const double *products, ptrdiff_t lead, ptrdiff_t row, ptrdiff_t rows, ptrdiff_t column,
                     ptrdiff_t columns, const double *norms, const int32_t *group, double of_copies,
                     int32_t element_bytes, ptrdiff_t stride, void *matrix);

// One tile of a symmetric matrix of negative squared Euclidean distances, computed from differences and summed in
// the order of the columns, as other programs round them. `through_root` takes the root and squares it again, as
// apcluster does. `left` holds rows x width numbers, `right` columns x width, `scratch` columns x (width + 1).
void ck_difference_tile(const double *left, const double *right, double *scratch, ptrdiff_t width, ptrdiff_t row,
                     ptrdiff_t rows, ptrdiff_t column, ptrdiff_t columns, int32_t through_root, ptrdiff_t stride,
                     double *matrix);

// A histogram of 16 bits of the entries' keys. A key is the value as an unsigned integer of the same order (64 bits
// for doubles, 32 for floats). Counted are entries of rows begin ..< end outside the diagonal whose key's bits above
// `shift + 16` equal `prefix`: the next 16 bits go into histogram[65536], each with weight[i] * weight[j] (NULL: 1).
void ck_count_keys(const void *matrix, int32_t element_bytes, ptrdiff_t count, ptrdiff_t stride, ptrdiff_t begin,
                ptrdiff_t end, const uint32_t *weight, uint64_t prefix, int32_t shift, uint64_t *histogram);
// The digit 0 ... 65535 at which the running sum of `histograms` (count x 65536, added up) passes *remaining, which
// is reduced by the counts before it. `copies` more entries are at `copy_digit` (-1: nowhere).
int32_t ck_digit_at_rank(const uint64_t *histograms, ptrdiff_t count, int32_t copy_digit, uint64_t copies,
                      uint64_t *remaining);
uint64_t ck_key_of(double value, int32_t element_bytes);
double ck_value_of_key(uint64_t key, int32_t element_bytes);

// Per column k of begin ..< end, over the rows i != k of a symmetric matrix: the sum of weight[i] * s(i,k) in double
// and in row order, the largest and the smallest.
void ck_column_statistics(const void *matrix, int32_t element_bytes, ptrdiff_t count, ptrdiff_t stride, ptrdiff_t begin,
                       ptrdiff_t end, const uint32_t *weight, double *sums, double *largest, double *smallest);

// Similarities of whole groups to exemplars, one tile of the square: products[i,j] = sum over group i of x . e_j,
// where `sizes` are the rows of the groups and `norms` the squared lengths of the exemplars (NULL: the products
// themselves are summed). The result is the change if group `row + i` had the exemplar `column + j` instead of its
// own, whose product is own[row + i]: zero for its own, below zero for a worse one. Stored as f32; the diagonal
// becomes -infinity.
void ck_group_tile(const double *products, ptrdiff_t lead, ptrdiff_t row, ptrdiff_t rows, ptrdiff_t column,
                ptrdiff_t columns, const double *own, const double *sizes, const double *norms, ptrdiff_t stride,
                float *matrix);

// target[k] += weight * row[k]
void ck_add_weighted_row(double *target, const double *row, double weight, ptrdiff_t count);
// The inner product of two rows, always summed in the same order.
double ck_ordered_product(const double *x, const double *y, ptrdiff_t count);
