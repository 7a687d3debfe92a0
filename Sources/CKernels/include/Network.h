// Loops of small network heads, optimisation and initialisation; plain row-major f32, one thread, and sums in
// a fixed order: results do not depend on the machine.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Zeroed memory for `count` floats at a 64-byte boundary, untouched pages uncommitted; NULL when there is none.
float *ck_zeros(ptrdiff_t count);
void ck_free_zeros(float *memory);

/// Fills with normal numbers of mean 0, drawn from a counter-based generator under `key`.
void ck_normal(float *target, ptrdiff_t count, uint64_t key, double deviation);

/// The sum of squares, accumulated in double.
double ck_sum_of_squares(const float *values, ptrdiff_t count);
/// 1 when every value is finite.
int ck_all_finite(const float *values, ptrdiff_t count);
/// target += factor * values.
void ck_add_scaled(float *target, const float *values, ptrdiff_t count, float factor);
/// One update of descent with momentum; see SGD.swift.
void ck_sgd(float *values, float *velocity, const float *gradient, ptrdiff_t count, float rate, float momentum,
            float decay, float scale);
