#pragma once

#include <stdint.h>

/// Where the cells of a map look: `count` a side, cell i centred at `first + i * stride` pixels from the picture's edge
/// along both axes; a pixel's centre lies half a pixel behind its index.
typedef struct {
  int32_t count;
  double first, stride;
} ck_cells;

/// A peak of an enlarged attention map.
typedef struct {
  /// Column and row of the pixel, 0 ..< side.
  int32_t x, y;
  /// The level, 1...4, whose enlarged map is highest at the pixel; the lowest of equals.
  int32_t level;
  /// The searched map's value at the pixel.
  float response;
} ck_region_peak;

/// Finds peaks one after another, greedily: the highest pixel of the searched map is taken and the square of
/// `suppression` pixels around it, [x - s/2, x - s/2 + s), closed to later peaks, until `count` are found or
/// no open pixel lies above `minimum`. Of equal pixels the first in reading order is taken.
///
/// `gated`: G, [5, g, g]. `level`: the level searched, 1...4; 0: the largest of 1...4 at each pixel;
/// -1: their sum; -2: the sum of those above 0. `bilinear`: 1 between the centres of cells, 0 the cell whose centre is
/// nearest (halfway the later one); beyond the outermost centres the outermost cell's value. `smoothing`: the searched map is averaged over squares of this side, to which what lies in the closed squares
/// of earlier peaks adds 0; 0 or 1 leaves it. `scratch`: room for 3 * side * side + side values. `open`: 0 for pixels in which no peak may lie, [side, side], or null. `peaks`: room for
/// `count`. Returns how many were found.
///
/// Source: Wang et al. 2017, section 2.3.
int32_t ck_sample_regions(const float *gated, ck_cells cells, int32_t side, int32_t level, int32_t bilinear,
                          int32_t suppression, int32_t smoothing, int32_t count, float minimum, const uint8_t *open,
                          float *scratch, ck_region_peak *peaks);

/// Marks the pixels of a picture that are brighter than a threshold in any of three planes: 1, the others 0.
void ck_brighter(const float *planes, int32_t pixel_count, float threshold, uint8_t *marks);

/// Writes 0 for each cell of which at least half the pixels are marked, -1e4 for the others; the same five times, one
/// map after the other. A cell's pixels are those with their centres in the square of `stride` around its own, the lower
/// edges included, as far as they lie in the picture; a cell without any gets -1e4.
void ck_shade(const uint8_t *marks, int32_t side, ck_cells cells, float *shade);

/// Marks the pixels of a picture that are not exactly 0 in all of three planes: 1, the others 0.
void ck_nonzero(const float *planes, int32_t pixel_count, uint8_t *marks);
