#pragma once

#include <stdint.h>

/// The positions of a map's cells: `count` per side; cell i is centred `first + i * stride` pixels from the picture's
/// edge along both axes. A pixel's centre is at its index plus one half.
typedef struct {
  int32_t count;
  double first, stride;
} ck_cells;

/// A peak of an enlarged attention map.
typedef struct {
  /// Column and row of the pixel, 0 ..< side.
  int32_t x, y;
  /// The level, 1...4, whose enlarged map is highest at the pixel; the lowest among equals.
  int32_t level;
  /// The searched map's value at the pixel.
  float response;
} ck_region_peak;

/// Finds peaks one after another, greedily. The highest pixel of the searched map is taken, and the square of
/// `suppression` pixels around it, [x - s/2, x - s/2 + s), is closed to later peaks. This ends when `count` peaks are
/// found or no open pixel is above `minimum`. Among equal pixels the first in reading order is taken. Returns the
/// number of peaks.
///
/// - `gated`: G, [5, g, g].
/// - `level`: the level searched, 1...4; 0: the largest of 1...4 at each pixel; -1: their sum; -2: the sum of those
///   above 0.
/// - `bilinear`: 1 interpolates between the centres of cells; 0 takes the cell with the nearest centre, the later one
///   of two equally near. Beyond the outermost centres the value is that of the outermost cell.
/// - `smoothing`: the searched map is averaged over squares of this side, in which pixels of closed squares count as
///   0; with 0 or 1 it is not averaged.
/// - `open`: [side, side], 0 for pixels where no peak is allowed; or null.
/// - `scratch`: room for 3 * side * side + side values.
/// - `peaks`: room for `count`.
///
/// Source: Wang et al. 2017, the choice of regions for C-Net.
int32_t ck_sample_regions(const float *gated, ck_cells cells, int32_t side, int32_t level, int32_t bilinear,
                          int32_t suppression, int32_t smoothing, int32_t count, float minimum, const uint8_t *open,
                          float *scratch, ck_region_peak *peaks);

/// Marks with 1 the pixels that are brighter than a threshold in any of three planes, the others with 0.
void ck_brighter(const float *planes, int32_t pixel_count, float threshold, uint8_t *marks);

/// Writes 0 for each cell with at least half of its pixels marked, and -1e4 for the others; the same map five times,
/// one after the other. A cell's pixels are those of the picture whose centres are in the square of side `stride`
/// around the cell's centre, lower edges included. A cell without pixels gets -1e4.
void ck_retina_mask(const uint8_t *marks, int32_t side, ck_cells cells, float *mask);

/// Marks with 1 the pixels that are not exactly 0 in all three planes, the others with 0.
void ck_nonzero(const float *planes, int32_t pixel_count, uint8_t *marks);
