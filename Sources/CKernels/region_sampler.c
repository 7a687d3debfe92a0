#include "region_sampler.h"

#include <math.h>
#include <string.h>

enum { first_level = 1, last_level = 4, searched_evidence = -2 };

/// The position of a pixel between the centres of cells; beyond the outermost centre it is that centre.
typedef struct {
  int32_t before, after;
  float fraction;
} position;

static position locate(int32_t pixel, ck_cells cells, int32_t bilinear) {
  double place = (pixel + 0.5 - cells.first) / cells.stride + (bilinear ? 0 : 0.5);
  if (place <= 0) return (position){0, 0, 0};
  if (place >= cells.count - 1) return (position){cells.count - 1, cells.count - 1, 0};
  int32_t before = (int32_t)place;
  if (!bilinear) return (position){before, before, 0};
  return (position){before, before + 1, (float)(place - before)};
}

static float value_at(const float *level_map, int32_t grid, position row, position column) {
  const float *upper = level_map + row.before * grid;
  const float *lower = level_map + row.after * grid;
  float left = upper[column.before] + (lower[column.before] - upper[column.before]) * row.fraction;
  float right = upper[column.after] + (lower[column.after] - upper[column.after]) * row.fraction;
  return left + (right - left) * column.fraction;
}

static float combined_at(const float *gated, int32_t grid, int32_t level, position row, position column) {
  int32_t cells = grid * grid;
  if (level > 0) return value_at(gated + level * cells, grid, row, column);
  float result = value_at(gated + first_level * cells, grid, row, column);
  if (level == searched_evidence && result < 0) result = 0;
  for (int32_t other = first_level + 1; other <= last_level; other++) {
    float value = value_at(gated + other * cells, grid, row, column);
    if (level == searched_evidence) value = value > 0 ? value : 0;
    result = level < 0 ? result + value : value > result ? value : result;
  }
  return result;
}

/// Replaces `count` values, `step` apart, by the means over `window` values around each; values outside are 0.
static void smooth_line(float *values, int32_t count, int32_t step, int32_t window, float *line) {
  const int32_t before = (window - 1) / 2, after = window / 2;
  for (int32_t i = 0; i < count; i++) line[i] = values[(int64_t)i * step];
  double sum = 0;
  for (int32_t i = 0; i < after && i < count; i++) sum += line[i];
  for (int32_t i = 0; i < count; i++) {
    if (i + after < count) sum += line[i + after];
    values[(int64_t)i * step] = (float)(sum / window);
    if (i >= before) sum -= line[i - before];
  }
}

/// Writes the map to search: the map itself or its means over windows, where peaks are still allowed.
static void prepare_search(const float *map, const uint8_t *closed, int32_t side, int32_t window, float *line,
                           float *searched) {
  const int32_t pixels = side * side;
  memcpy(searched, map, (size_t)pixels * sizeof *map);
  if (window > 1) {
    for (int32_t y = 0; y < side; y++) smooth_line(searched + (int64_t)y * side, side, 1, window, line);
    for (int32_t x = 0; x < side; x++) smooth_line(searched + x, side, side, window, line);
  }
  for (int32_t pixel = 0; pixel < pixels; pixel++)
    if (closed[pixel]) searched[pixel] = -INFINITY;
}

int32_t ck_sample_regions(const float *gated, ck_cells cells, int32_t side, int32_t level, int32_t bilinear,
                          int32_t suppression, int32_t smoothing, int32_t count, float minimum, const uint8_t *open,
                          float *scratch, ck_region_peak *peaks) {
  const int32_t pixels = side * side, grid = cells.count;
  float *map = scratch, *searched = scratch + pixels, *line = searched + pixels;
  uint8_t *closed = (uint8_t *)(line + side);
  for (int32_t y = 0; y < side; y++) {
    position row = locate(y, cells, bilinear);
    for (int32_t x = 0; x < side; x++) {
      map[y * side + x] = combined_at(gated, grid, level, row, locate(x, cells, bilinear));
    }
  }
  for (int32_t pixel = 0; pixel < pixels; pixel++) closed[pixel] = open && !open[pixel];
  int32_t found = 0;
  for (; found < count; found++) {
    if (found == 0 || smoothing > 1) prepare_search(map, closed, side, smoothing, line, searched);
    int32_t best = -1;
    float highest = minimum;
    for (int32_t pixel = 0; pixel < pixels; pixel++) {
      if (searched[pixel] > highest) {
        highest = searched[pixel];
        best = pixel;
      }
    }
    if (best < 0) break;
    ck_region_peak peak = {best % side, best / side, first_level, highest};
    position row = locate(peak.y, cells, bilinear);
    position column = locate(peak.x, cells, bilinear);
    float strongest = value_at(gated + first_level * grid * grid, grid, row, column);
    for (int32_t other = first_level + 1; other <= last_level; other++) {
      float value = value_at(gated + other * grid * grid, grid, row, column);
      if (value > strongest) {
        strongest = value;
        peak.level = other;
      }
    }
    peaks[found] = peak;
    int32_t left = peak.x - suppression / 2, top = peak.y - suppression / 2;
    for (int32_t y = top < 0 ? 0 : top; y < top + suppression && y < side; y++) {
      for (int32_t x = left < 0 ? 0 : left; x < left + suppression && x < side; x++) {
        closed[y * side + x] = 1;
        searched[y * side + x] = -INFINITY;
        map[y * side + x] = 0;
      }
    }
  }
  return found;
}

void ck_brighter(const float *planes, int32_t pixel_count, float threshold, uint8_t *marks) {
  const float *second = planes + pixel_count, *third = second + pixel_count;
  for (int32_t pixel = 0; pixel < pixel_count; pixel++) {
    marks[pixel] = planes[pixel] > threshold || second[pixel] > threshold || third[pixel] > threshold;
  }
}

void ck_nonzero(const float *planes, int32_t pixel_count, uint8_t *marks) {
  const float *second = planes + pixel_count, *third = second + pixel_count;
  for (int32_t pixel = 0; pixel < pixel_count; pixel++) {
    marks[pixel] = planes[pixel] != 0 || second[pixel] != 0 || third[pixel] != 0;
  }
}

/// The first pixel of a cell inside the picture; for the next cell's index, the end of this cell's pixels.
static int32_t edge_of(int32_t cell, ck_cells cells, int32_t side) {
  double pixel = ceil(cells.first + (cell - 0.5) * cells.stride - 0.5);
  return pixel <= 0 ? 0 : pixel >= side ? side : (int32_t)pixel;
}

void ck_retina_mask(const uint8_t *marks, int32_t side, ck_cells cells, float *mask) {
  const int32_t grid = cells.count;
  for (int32_t row = 0; row < grid; row++) {
    const int32_t top = edge_of(row, cells, side), bottom = edge_of(row + 1, cells, side);
    for (int32_t column = 0; column < grid; column++) {
      const int32_t left = edge_of(column, cells, side), right = edge_of(column + 1, cells, side);
      const int32_t all = (bottom - top) * (right - left);
      int32_t marked = 0;
      for (int32_t y = top; y < bottom; y++)
        for (int32_t x = left; x < right; x++) marked += marks[(int64_t)y * side + x] != 0;
      for (int32_t level = 0; level < 5; level++)
        mask[(level * grid + row) * grid + column] = all > 0 && 2 * marked >= all ? 0.0f : -1e4f;
    }
  }
}
