// Vessels and spots, painted only where they are.
#include "clones.h"
#include "phantom.h"
#include "phantom_noise.h"

static int visible(const ck_phantom_aperture *ap, int x, int y) {
  float ax = (float)x + 0.5f - ap->x, ay = (float)y + 0.5f - ap->y;
  return ax * ax + ay * ay <= ap->radius * ap->radius && (float)y >= ap->top && (float)(y + 1) <= ap->bottom;
}

static void include(ck_phantom_bounds *bounds, int x, int y) {
  if (x < bounds->x0) bounds->x0 = x;
  if (y < bounds->y0) bounds->y0 = y;
  if (x >= bounds->x1) bounds->x1 = x + 1;
  if (y >= bounds->y1) bounds->y1 = y + 1;
}

static int clipped(float value, int limit) {
  return value <= 0 ? 0 : (value >= (float)limit ? limit : (int)value);
}

ck_phantom_bounds ck_phantom_stroke(
  const ck_phantom_canvas *canvas, float *plane, const ck_phantom_point *points, int count
) {
  ck_phantom_bounds bounds = {canvas->width, canvas->height, 0, 0};
  for (int i = 0; i + 1 < count; i++) {
    ck_phantom_point a = points[i], b = points[i + 1];
    float reach = (a.radius > b.radius ? a.radius : b.radius) + 1;
    int x0 = clipped(floorf(fminf(a.x, b.x) - reach), canvas->width);
    int x1 = clipped(ceilf(fmaxf(a.x, b.x) + reach), canvas->width);
    int y0 = clipped(floorf(fminf(a.y, b.y) - reach), canvas->height);
    int y1 = clipped(ceilf(fmaxf(a.y, b.y) + reach), canvas->height);
    float sx = b.x - a.x, sy = b.y - a.y, length2 = sx * sx + sy * sy;
    float inverse = length2 > 0 ? 1 / length2 : 0;
    for (int y = y0; y < y1; y++) {
      float *row = plane + (long)y * canvas->width;
      for (int x = x0; x < x1; x++) {
        float px = (float)x + 0.5f - a.x, py = (float)y + 0.5f - a.y;
        float t = phantom_clamp((px * sx + py * sy) * inverse, 0, 1);
        float qx = px - t * sx, qy = py - t * sy;
        float radius = a.radius + (b.radius - a.radius) * t;
        float distance2 = qx * qx + qy * qy, outer = radius + 0.5f;
        if (distance2 >= outer * outer) continue;
        float distance = sqrtf(distance2), relative2 = distance2 / (outer * outer);
        float coverage = phantom_clamp(outer - distance, 0, 1) * fminf(1, 2 * radius);
        float round = 0.5f + 0.5f * sqrtf(1 - relative2);
        float depth = (a.depth + (b.depth - a.depth) * t) * coverage * round;
        if (depth <= 0.01f || !visible(&canvas->aperture, x, y)) continue;
        if (depth > row[x]) row[x] = depth;
        include(&bounds, x, y);
      }
    }
  }
  if (bounds.x0 >= bounds.x1) bounds = (ck_phantom_bounds){0, 0, 0, 0};
  return bounds;
}

CK_CLONES(void, absorb_row,
    (float *row, const float *depth, const float *over, int begin, int end, float absorption),
    (row, depth, over, begin, end, absorption)) {
  if (over) {
    for (int x = begin; x < end; x++) {
      float shade = over[x] * 1.6f;
      row[x] *= 1 - depth[x] * absorption * (shade < 1 ? 1 - shade : 0);
    }
  } else {
    for (int x = begin; x < end; x++) row[x] *= 1 - depth[x] * absorption;
  }
}

void ck_phantom_absorb(
  const ck_phantom_canvas *canvas, const float *plane, const float *over, ck_phantom_bounds bounds,
  const float absorption[3]
) {
  float *planes[3] = {canvas->red, canvas->green, canvas->blue};
  for (int y = bounds.y0; y < bounds.y1; y++) {
    long start = (long)y * canvas->width;
    for (int c = 0; c < 3; c++) {
      absorb_row(
        planes[c] + start, plane + start, over ? over + start : 0, bounds.x0, bounds.x1, absorption[c]);
    }
  }
}

void ck_phantom_clear(const ck_phantom_canvas *canvas, float *plane, ck_phantom_bounds bounds) {
  for (int y = bounds.y0; y < bounds.y1; y++) {
    float *row = plane + (long)y * canvas->width;
    for (int x = bounds.x0; x < bounds.x1; x++) row[x] = 0;
  }
}

ck_phantom_bounds ck_phantom_paint_spot(const ck_phantom_canvas *canvas, const ck_phantom_spot *spot) {
  ck_phantom_bounds bounds = {canvas->width, canvas->height, 0, 0};
  float swell = 1;
  for (int k = 0; k < 5; k++) swell += fabsf(spot->wave[k]);
  float larger = spot->radius_x > spot->radius_y ? spot->radius_x : spot->radius_y;
  float smaller = spot->radius_x > spot->radius_y ? spot->radius_y : spot->radius_x;
  float reach = larger * swell + 1;
  int x0 = clipped(floorf(spot->x - reach), canvas->width), x1 = clipped(ceilf(spot->x + reach), canvas->width);
  int y0 = clipped(floorf(spot->y - reach), canvas->height), y1 = clipped(ceilf(spot->y + reach), canvas->height);
  float cosine = cosf(spot->angle), sine = sinf(spot->angle);
  float wave_cosine[5], wave_sine[5];
  for (int k = 0; k < 5; k++) {
    wave_cosine[k] = spot->wave[k] * cosf(spot->phase[k]);
    wave_sine[k] = spot->wave[k] * sinf(spot->phase[k]);
  }
  float arc_x = cosf(spot->arc_angle), arc_y = sinf(spot->arc_angle);
  // The edge is at least one pixel wide, and a small spot is not fainter than its area requires.
  float edge = fmaxf(spot->edge, fminf(1, 1 / fmaxf(smaller, 0.5f)));
  float grain = 1 / fmaxf(spot->texture_pixels, 0.5f);
  for (int y = y0; y < y1; y++) {
    for (int x = x0; x < x1; x++) {
      float dx = (float)x + 0.5f - spot->x, dy = (float)y + 0.5f - spot->y;
      float u = (dx * cosine + dy * sine) / spot->radius_x, v = (dy * cosine - dx * sine) / spot->radius_y;
      float r = sqrtf(u * u + v * v);
      if (r >= swell) continue;
      float c1 = r > 0 ? u / r : 1, s1 = r > 0 ? v / r : 0;
      float outline = 1, ck = c1, sk = s1;
      for (int k = 0; k < 5; k++) {
        float next = ck * c1 - sk * s1;
        sk = sk * c1 + ck * s1;
        ck = next;
        outline += wave_cosine[k] * ck - wave_sine[k] * sk;
      }
      float relative = r / fmaxf(outline, 0.15f);
      if (relative >= 1) continue;
      float alpha = 1 - phantom_step(1 - edge, 1, relative);
      if (spot->hole > 0) alpha *= phantom_step(spot->hole - 0.5f * edge, spot->hole + 0.5f * edge, relative);
      alpha *= 1 - spot->dome * relative * relative * (2 - relative * relative);
      if (spot->arc > -1) {
        alpha *= phantom_step(spot->arc - 0.15f, spot->arc + 0.15f, c1 * arc_x + s1 * arc_y);
      }
      if (spot->texture > 0) {
        float noise = phantom_smooth((float)x * grain, (float)y * grain, spot->seed) +
                      0.5f * phantom_smooth((float)x * grain * 2.3f, (float)y * grain * 2.3f, spot->seed + 1);
        alpha *= phantom_clamp(1 - spot->texture * (0.5f + 0.7f * noise), 0, 1);
      }
      alpha = (alpha - 0.06f) * (spot->strength / 0.94f);
      if (alpha <= 0 || !visible(&canvas->aperture, x, y)) continue;
      long index = (long)y * canvas->width + x;
      float *planes[3] = {canvas->red + index, canvas->green + index, canvas->blue + index};
      for (int c = 0; c < 3; c++) {
        *planes[c] = *planes[c] * (1 - alpha * spot->loss[c]) + alpha * spot->light[c];
      }
      include(&bounds, x, y);
    }
  }
  if (bounds.x0 >= bounds.x1) bounds = (ck_phantom_bounds){0, 0, 0, 0};
  return bounds;
}
