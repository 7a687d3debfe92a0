// Connected components of a bit mask.

#pragma once

#include <stdint.h>

/// A component's bounding box, the maximum exclusive, and its number of pixels.
typedef struct {
  int32_t x0, y0, x1, y1;
  int64_t pixel_count;
} ck_component;

/// result[i] = 1 if any of the pixel's samples is not 0, else 0.
void ck_any_set(const uint8_t *samples, int channels, long pixel_count, uint8_t *result);

/// The number of samples that are not 0.
int64_t ck_count_set(const uint8_t *samples, long count);

/// The 8-connected components of the samples that are not 0, in the order of their first pixels, row by row.
///
/// `*components` becomes an array that the caller frees with free(). Returns its length, or -1 if there is no memory.
int64_t ck_components(const uint8_t *bits, int width, int height, ck_component **components);
