#include "include/spots.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "clones.h"

enum { MOST_TAPS = 257 };

/// Weights of a Gaussian and its first two derivatives. The second one sums to 0 and measures a parabola exactly.
static int weights(float sigma, float *smooth, float *first, float *second) {
  int radius = (int)ceilf(4 * sigma);
  if (radius > MOST_TAPS / 2) radius = MOST_TAPS / 2;
  double value[MOST_TAPS], total = 0, square = 0, mean = 0, curve = 0;
  for (int t = -radius; t <= radius; t++) {
    value[t + radius] = exp(-.5 * t * t / ((double)sigma * sigma));
    total += value[t + radius];
  }
  for (int t = -radius; t <= radius; t++) {
    double w = value[t + radius] / total;
    square += w * t * t;
    mean += w * ((double)t * t / ((double)sigma * sigma) - 1);
  }
  mean /= 2 * radius + 1;
  for (int t = -radius; t <= radius; t++)
    curve += .5 * t * t * (value[t + radius] / total * ((double)t * t / ((double)sigma * sigma) - 1) - mean);
  for (int t = -radius; t <= radius; t++) {
    double w = value[t + radius] / total;
    smooth[t + radius] = (float)w;
    first[t + radius] = (float)(w * t / square);
    second[t + radius] = (float)((w * ((double)t * t / ((double)sigma * sigma) - 1) - mean) / curve);
  }
  return radius;
}

static int32_t mirrored(int32_t index, int32_t count) {
  while (index < 0 || index >= count) index = index < 0 ? -1 - index : 2 * count - 1 - index;
  return index;
}

/// Neighbours whose sums stay in registers over all taps.
enum { LANES = 16 };

/// Adds weight * values to the sums of LANES neighbours.
static inline __attribute__((always_inline)) void add_scaled(float *sums, const float *values, float weight) {
  for (int i = 0; i < LANES; i++) sums[i] += weight * values[i];
}

/// Copies the first `width` of LANES neighbours; where that is all of them, without a call.
static inline __attribute__((always_inline)) void copy(float *target, const float *source, int32_t width) {
  if (width == LANES) memcpy(target, source, sizeof(float) * LANES);
  else memcpy(target, source, sizeof(float) * (size_t)width);
}

static inline __attribute__((always_inline)) void copy_bytes(uint8_t *target, const uint8_t *source, int32_t width) {
  if (width == LANES) memcpy(target, source, LANES);
  else memcpy(target, source, (size_t)width);
}

/// sums[k][x] = sum over t of w[k][t] * row[x + t] for x < side. The sums and the row reach on to a multiple of LANES.
CK_CLONES(void, filter_row, (const float *row, const float (*w)[MOST_TAPS], int taps, int32_t side, float *const *sums),
          (row, w, taps, side, sums)) {
  for (int32_t x = 0; x < side; x += LANES) {
    float a[LANES] = {0}, b[LANES] = {0}, c[LANES] = {0};
    for (int t = 0; t < taps; t++) {
      add_scaled(a, row + x + t, w[0][t]);
      add_scaled(b, row + x + t, w[1][t]);
      add_scaled(c, row + x + t, w[2][t]);
    }
    memcpy(sums[0] + x, a, sizeof a);
    memcpy(sums[1] + x, b, sizeof b);
    memcpy(sums[2] + x, c, sizeof c);
  }
}

void ck_spot_rows(const float *picture, int32_t side, float lowest, float highest, float sigma, int32_t first_row,
                  int32_t last_row, float *planes) {
  float w[3][MOST_TAPS];
  int radius = weights(sigma, w[0], w[1], w[2]);
  int64_t area = (int64_t)side * side;
  int32_t whole = (side + LANES - 1) / LANES * LANES, length = whole + 2 * radius;
  float *row = calloc((size_t)length + 3 * (size_t)whole, sizeof(float));
  if (!row) abort();
  float *const sums[3] = {row + length, row + length + whole, row + length + 2 * whole};
  for (int32_t y = first_row; y < last_row; y++) {
    const float *source = picture + (int64_t)y * side;
    for (int32_t x = -radius; x < side + radius; x++) {
      float value = source[mirrored(x, side)];
      row[x + radius] = value < lowest ? lowest : value > highest ? highest : value;
    }
    filter_row(row, w, 2 * radius + 1, side, sums);
    for (int order = 0; order < 3; order++)
      memcpy(planes + order * area + (int64_t)y * side, sums[order], sizeof(float) * (size_t)side);
  }
  free(row);
}

/// Compares one scale with those before it, for the first `width` of LANES neighbours.
static inline __attribute__((always_inline)) void compare(const float *low, const uint8_t *counts, uint8_t scale, int32_t width,
                                                          float *strength, uint8_t *best) {
  // Copies, so that the compiler knows that they do not overlap.
  float highest[LANES] = {0};
  uint8_t scales[LANES] = {0};
  copy(highest, strength, width);
  copy_bytes(scales, best, width);
  for (int i = 0; i < LANES; i++) {
    int is_higher = (low[i] > highest[i]) & (counts[i] != 0);
    highest[i] = is_higher ? low[i] : highest[i];
    scales[i] = is_higher ? scale : scales[i];
  }
  copy(strength, highest, width);
  copy_bytes(best, scales, width);
}

/// The strengths of `count` rows of a strip that is `width` places wide; planes [3, count + taps - 1, LANES].
CK_CLONES(void, strongest,
          (const float *planes, const float (*w)[MOST_TAPS], int taps, int32_t count, int32_t width, float unit, uint8_t scale,
           const uint8_t *inside, int32_t side, ck_spot_map dark, ck_spot_map bright),
          (planes, w, taps, count, width, unit, scale, inside, side, dark, bright)) {
  int64_t plane = (int64_t)LANES * (count + taps - 1);
  for (int32_t y = 0; y < count; y++) {
    const float *place = planes + (int64_t)LANES * y;
    float yy[LANES] = {0}, xy[LANES] = {0}, xx[LANES] = {0}, up[LANES], down[LANES];
    for (int t = 0; t < taps; t++) {
      add_scaled(yy, place + LANES * t, w[2][t]);
      add_scaled(xy, place + plane + LANES * t, w[1][t]);
      add_scaled(xx, place + 2 * plane + LANES * t, w[0][t]);
    }
    for (int i = 0; i < LANES; i++) {
      float middle = .5f * (xx[i] + yy[i]), half = .5f * (xx[i] - yy[i]), root = sqrtf(half * half + xy[i] * xy[i]);
      up[i] = unit * (middle - root);
      down[i] = unit * (-middle - root);
    }
    int64_t at = (int64_t)y * side;
    uint8_t counts[LANES] = {0};
    copy_bytes(counts, inside + at, width);
    if (dark.strength) compare(up, counts, scale, width, dark.strength + at, dark.scale + at);
    if (bright.strength) compare(down, counts, scale, width, bright.strength + at, bright.scale + at);
  }
}

static ck_spot_map moved(ck_spot_map map, int64_t offset) {
  if (!map.strength) return map;
  return (ck_spot_map){map.strength + offset, map.scale + offset};
}

void ck_spot_columns(const float *planes, const uint8_t *inside, int32_t side, float sigma, int32_t scale, int32_t first_row,
                     int32_t last_row, ck_spot_map dark, ck_spot_map bright) {
  float w[3][MOST_TAPS];
  int radius = weights(sigma, w[0], w[1], w[2]);
  int64_t area = (int64_t)side * side;
  int32_t count = last_row - first_row, rows = count + 2 * radius;
  // A strip at a time, so that its rows lie together in the cache.
  float *strip = calloc(3 * LANES * (size_t)rows, sizeof(float));
  if (!strip) abort();
  for (int32_t x = 0; x < side; x += LANES) {
    int32_t width = side - x < LANES ? side - x : LANES;
    for (int order = 0; order < 3; order++)
      for (int32_t row = 0; row < rows; row++)
        copy(strip + LANES * ((int64_t)order * rows + row),
             planes + order * area + (int64_t)mirrored(first_row - radius + row, side) * side + x, width);
    int64_t at = (int64_t)first_row * side + x;
    strongest(strip, w, 2 * radius + 1, count, width, sigma * sigma, (uint8_t)scale, inside + at, side, moved(dark, at),
              moved(bright, at));
  }
  free(strip);
}

int64_t ck_spot_peaks(const float *strength, int32_t side, int32_t reach, int64_t limit, uint32_t *peaks) {
  int64_t count = 0;
  for (int32_t y = 0; y < side; y++) {
    for (int32_t x = 0; x < side; x++) {
      float value = strength[(int64_t)y * side + x];
      if (!(value > 0)) continue;
      int is_peak = 1;
      for (int32_t v = y - reach; v <= y + reach && is_peak; v++) {
        for (int32_t u = x - reach; u <= x + reach && is_peak; u++) {
          if (v < 0 || v >= side || u < 0 || u >= side || (u == x && v == y)) continue;
          float other = strength[(int64_t)v * side + u];
          int is_before = v < y || (v == y && u < x);
          is_peak = is_before ? other < value : other <= value;
        }
      }
      if (is_peak && count < limit) peaks[count++] = (uint32_t)((int64_t)y * side + x);
    }
  }
  return count;
}

/// Sets target[i * step] to whether every place within `margin` of i lies between the first and the last one that is set.
static void span(const uint8_t *source, uint8_t *target, int32_t side, int64_t step, int32_t margin) {
  int32_t first = 0, last = side - 1;
  while (first < side && !source[first * step]) first++;
  while (last >= first && !source[last * step]) last--;
  for (int32_t i = 0; i < side; i++) target[i * step] = i - margin >= first && i + margin <= last;
}

void ck_spot_inside(const uint8_t *codes, int32_t side, int32_t stride, int32_t margin, uint8_t *scratch, uint8_t *inside) {
  int64_t area = (int64_t)side * side;
  for (int64_t i = 0; i < area; i++) scratch[i] = codes[i * stride] != 0;
  for (int32_t y = 0; y < side; y++) span(scratch + (int64_t)y * side, inside + (int64_t)y * side, side, 1, margin);
  for (int32_t x = 0; x < side; x++) span(scratch + x, scratch + x, side, side, margin);
  for (int64_t i = 0; i < area; i++) inside[i] = inside[i] && scratch[i];
}

static float interpolated(const float *plane, int32_t side, float x, float y) {
  float limit = (float)(side - 1);
  x = x < 0 ? 0 : x > limit ? limit : x;
  y = y < 0 ? 0 : y > limit ? limit : y;
  int32_t column = (int32_t)x, row = (int32_t)y;
  int32_t right = column + 1 < side ? column + 1 : column, below = row + 1 < side ? row + 1 : row;
  float u = x - (float)column, v = y - (float)row;
  const float *top = plane + (int64_t)row * side, *bottom = plane + (int64_t)below * side;
  float upper = top[column] + u * (top[right] - top[column]), lower = bottom[column] + u * (bottom[right] - bottom[column]);
  return upper + v * (lower - upper);
}

void ck_spot_profiles(const float *planes, int32_t side, const float *places, int64_t count, float reach, int32_t rings,
                      int32_t angles, float *profiles) {
  int64_t area = (int64_t)side * side;
  for (int64_t spot = 0; spot < count; spot++) {
    float *profile = profiles + spot * 5 * rings;
    for (int32_t ring = 0; ring < rings; ring++) {
      double radius = reach * ring / (rings - 1);
      for (int32_t plane = 0; plane < 3; plane++) {
        double sum = 0, squares = 0, cosine = 0, sine = 0;
        for (int32_t angle = 0; angle < angles; angle++) {
          double turn = 2 * M_PI * angle / angles;
          double value = interpolated(planes + plane * area, side, (float)(places[2 * spot] + radius * cos(turn)),
                                      (float)(places[2 * spot + 1] + radius * sin(turn)));
          sum += value;
          squares += value * value;
          cosine += value * cos(2 * turn);
          sine += value * sin(2 * turn);
        }
        double mean = sum / angles, variance = squares / angles - mean * mean;
        profile[plane * rings + ring] = (float)mean;
        if (plane != 1) continue;
        profile[3 * rings + ring] = (float)sqrt(variance > 0 ? variance : 0);
        profile[4 * rings + ring] = (float)(sqrt(cosine * cosine + sine * sine) / angles);
      }
    }
  }
}

enum { SUMS = 16, MOST_NEIGHBOURS = 64 };

/// Sixteen partial sums in a fixed order: the same bits for every width of vectors.
CK_CLONES(float, squared_difference, (const float *a, const float *b, int64_t width), (a, b, width)) {
  float sums[SUMS] = {0};
  int64_t i = 0;
  for (; i + SUMS <= width; i += SUMS)
    for (int s = 0; s < SUMS; s++) {
      float d = a[i + s] - b[i + s];
      sums[s] += d * d;
    }
  for (int s = 0; i < width; i++, s++) {
    float d = a[i] - b[i];
    sums[s] += d * d;
  }
  for (int half = SUMS / 2; half > 0; half /= 2)
    for (int s = 0; s < half; s++) sums[s] += sums[s + half];
  return sums[0];
}

void ck_mean_nearest(const float *rows, int64_t count, const float *bank, const float *spreads, const int32_t *groups,
                     int64_t bank_count, int64_t width, int32_t skipped_group, int32_t neighbours, float *means) {
  if (neighbours > MOST_NEIGHBOURS) neighbours = MOST_NEIGHBOURS;
  for (int64_t row = 0; row < count; row++) {
    float nearest[MOST_NEIGHBOURS];
    int64_t who[MOST_NEIGHBOURS];
    int32_t found = 0;
    for (int64_t other = 0; other < bank_count; other++) {
      if (groups[other] == skipped_group) continue;
      float distance = squared_difference(rows + row * width, bank + other * width, width);
      if (found == neighbours && distance >= nearest[found - 1]) continue;
      int32_t place = found < neighbours ? found++ : found - 1;
      for (; place > 0 && nearest[place - 1] > distance; place--) {
        nearest[place] = nearest[place - 1];
        who[place] = who[place - 1];
      }
      nearest[place] = distance;
      who[place] = other;
    }
    double sum = 0, spread = 0;
    for (int32_t i = 0; i < found; i++) {
      sum += sqrt((double)nearest[i] / (double)width);
      if (spreads) spread += spreads[who[i]];
    }
    double unit = spreads ? spread : found;
    means[row] = found > 0 ? (float)(sum / unit) : 0;
  }
}
