#include "region_sampler.h"

#include <math.h>

enum { first_level = 1, last_level = 4 };

/// Where a pixel lies between the centres of cells, clamped to the outermost centres.
typedef struct {
  int32_t before, after;
  float fraction;
} position;

static position locate(int32_t pixel, int32_t grid, int32_t side, int32_t bilinear) {
  if (!bilinear) {
    int32_t cell = (int32_t)((int64_t)pixel * grid / side);
    return (position){cell, cell, 0};
  }
  float centre = ((float)pixel + 0.5f) * (float)grid / (float)side - 0.5f;
  if (centre <= 0) return (position){0, 0, 0};
  if (centre >= (float)(grid - 1)) return (position){grid - 1, grid - 1, 0};
  int32_t before = (int32_t)centre;
  return (position){before, before + 1, centre - (float)before};
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
  for (int32_t other = first_level + 1; other <= last_level; other++) {
    float value = value_at(gated + other * cells, grid, row, column);
    result = level < 0 ? result + value : value > result ? value : result;
  }
  return result;
}

int32_t ck_sample_regions(const float *gated, int32_t grid, int32_t side, int32_t level, int32_t bilinear,
                          int32_t suppression, int32_t count, float minimum, const uint8_t *open,
                          float *map, ck_region_peak *peaks) {
  for (int32_t y = 0; y < side; y++) {
    position row = locate(y, grid, side, bilinear);
    for (int32_t x = 0; x < side; x++) {
      int32_t pixel = y * side + x;
      map[pixel] = open && !open[pixel] ? -INFINITY
                                        : combined_at(gated, grid, level, row, locate(x, grid, side, bilinear));
    }
  }
  int32_t found = 0;
  for (; found < count; found++) {
    int32_t best = -1;
    float highest = minimum;
    for (int32_t pixel = 0; pixel < side * side; pixel++) {
      if (map[pixel] > highest) {
        highest = map[pixel];
        best = pixel;
      }
    }
    if (best < 0) break;
    ck_region_peak peak = {best % side, best / side, first_level, highest};
    position row = locate(peak.y, grid, side, bilinear);
    position column = locate(peak.x, grid, side, bilinear);
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
        map[y * side + x] = -INFINITY;
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
