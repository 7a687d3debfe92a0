// From light to bytes: blur of the lens, exposure and noise of the sensor.
#include "clones.h"
#include "phantom.h"
#include "phantom_noise.h"

enum { maximum_reach = 12 };

CK_CLONES(void, blur_columns,
    (const float *source, float *target, int width, int height, int y, const float *weights, int reach),
    (source, target, width, height, y, weights, reach)) {
  float *out = target + (long)y * width;
  for (int x = 0; x < width; x++) out[x] = 0;
  for (int k = -reach; k <= reach; k++) {
    int row = y + k < 0 ? 0 : (y + k >= height ? height - 1 : y + k);
    const float *in = source + (long)row * width;
    float weight = weights[k < 0 ? -k : k];
    for (int x = 0; x < width; x++) out[x] += weight * in[x];
  }
}

CK_CLONES(void, blur_row,
    (const float *in, float *out, int width, const float *weights, int reach),
    (in, out, width, weights, reach)) {
  for (int x = 0; x < width; x++) out[x] = weights[0] * in[x];
  for (int k = 1; k <= reach; k++) {
    float weight = weights[k];
    for (int x = k; x < width - k; x++) out[x] += weight * (in[x - k] + in[x + k]);
  }
  // The first and last columns are in the black border, where only the centre weight matters.
}

void ck_phantom_blur(const ck_phantom_canvas *canvas, float sigma, float *scratch) {
  if (!(sigma > 0.05f)) return;
  int reach = (int)ceilf(2.6f * sigma);
  if (reach > maximum_reach) reach = maximum_reach;
  float weights[maximum_reach + 1], sum = 0;
  for (int k = 0; k <= reach; k++) {
    weights[k] = expf(-0.5f * (float)(k * k) / (sigma * sigma));
    sum += k == 0 ? weights[k] : 2 * weights[k];
  }
  for (int k = 0; k <= reach; k++) weights[k] /= sum;
  float *planes[3] = {canvas->red, canvas->green, canvas->blue};
  for (int c = 0; c < 3; c++) {
    for (int y = 0; y < canvas->height; y++) {
      blur_columns(planes[c], scratch, canvas->width, canvas->height, y, weights, reach);
    }
    for (int y = 0; y < canvas->height; y++) {
      long start = (long)y * canvas->width;
      blur_row(scratch + start, planes[c] + start, canvas->width, weights, reach);
    }
  }
}

/// value ^ gamma for values of 0...1.5, from a table with linear interpolation.
typedef struct {
  float values[1026];
} tone_curve;

static float toned(const tone_curve *curve, float value) {
  float at = phantom_clamp(value, 0, 1.5f) * (1024 / 1.5f);
  int index = (int)at;
  return curve->values[index] + (curve->values[index + 1] - curve->values[index]) * (at - (float)index);
}

static uint8_t byte(float value) {
  return (uint8_t)(phantom_clamp(value, 0, 1) * 255 + 0.5f);
}

CK_CLONES(void, expose_row,
    (const float *red, const float *green, const float *blue, int begin, int end, int y, const ck_phantom_sensor *s,
     const tone_curve *curve, uint8_t *bytes),
    (red, green, blue, begin, end, y, s, curve, bytes)) {
  for (int x = begin; x < end; x++) {
    uint32_t h = phantom_hash(x, y, s->seed), g = phantom_mix(h + 0x51ed270bu);
    float common = s->noise * phantom_normal(h);
    float clear = 1 - s->veil;
    float r = toned(curve, clear * red[x] + s->veil * s->veil_light[0]) * s->gain[0];
    float v = toned(curve, clear * green[x] + s->veil * s->veil_light[1]) * s->gain[1];
    float b = toned(curve, clear * blue[x] + s->veil * s->veil_light[2]) * s->gain[2];
    float chroma = s->chroma_noise * (1.0f / 73.9f);
    r += common + chroma * ((float)(g & 255) - 127.5f);
    v += common + chroma * ((float)((g >> 8) & 255) - 127.5f);
    b += common + 1.4f * chroma * ((float)((g >> 16) & 255) - 127.5f);
    bytes[3 * x] = byte(r);
    bytes[3 * x + 1] = byte(v);
    bytes[3 * x + 2] = byte(b);
  }
}

static void fade(
  const ck_phantom_canvas *canvas, uint8_t *row, int begin, int end, float ay, float rim, const uint8_t border[3]
) {
  for (int x = begin; x < end; x++) {
    float ax = (float)x + 0.5f - canvas->aperture.x;
    float share = phantom_clamp((canvas->aperture.radius - sqrtf(ax * ax + ay * ay)) / rim, 0, 1);
    for (int c = 0; c < 3; c++) {
      float dark = (float)border[c];
      row[3 * x + c] = (uint8_t)(dark + ((float)row[3 * x + c] - dark) * share + 0.5f);
    }
  }
}

void ck_phantom_expose(const ck_phantom_canvas *canvas, const ck_phantom_sensor *sensor, uint8_t *bytes) {
  const ck_phantom_aperture *ap = &canvas->aperture;
  tone_curve curve;
  for (int i = 0; i < 1026; i++) curve.values[i] = powf((float)i * (1.5f / 1024), sensor->gamma);
  float rim = fmaxf(sensor->rim_pixels, 1);
  for (int y = 0; y < canvas->height; y++) {
    long start = (long)y * canvas->width;
    uint8_t *row = bytes + 3 * start;
    for (int x = 0; x < canvas->width; x++) {
      uint32_t h = phantom_hash(x, y, sensor->seed + 7);
      float dark = sensor->black + 0.4f * sensor->noise * (float)(h & 255) * (1.0f / 255);
      row[3 * x] = row[3 * x + 1] = row[3 * x + 2] = byte(dark);
    }
    float ay = (float)y + 0.5f - ap->y, half2 = ap->radius * ap->radius - ay * ay;
    if (half2 <= 0 || (float)y + 1 <= ap->top || (float)y >= ap->bottom) continue;
    float half = sqrtf(half2);
    int x0 = (int)phantom_clamp(floorf(ap->x - half), 0, (float)canvas->width);
    int x1 = (int)phantom_clamp(ceilf(ap->x + half), 0, (float)canvas->width);
    uint8_t border[3] = {row[0], row[1], row[2]};
    expose_row(
      canvas->red + start, canvas->green + start, canvas->blue + start, x0, x1, y, sensor, &curve, row);
    // Fade the last pixels before the aperture's edge into the border, from both ends inwards.
    float inner2 = (ap->radius - rim) * (ap->radius - rim) - ay * ay;
    float inner = inner2 > 0 ? sqrtf(inner2) : 0;
    int left = (int)phantom_clamp(ceilf(ap->x - inner), (float)x0, (float)x1);
    int right = (int)phantom_clamp(floorf(ap->x + inner), (float)left, (float)x1);
    fade(canvas, row, x0, left, ay, rim, border);
    fade(canvas, row, right, x1, ay, rim, border);
  }
}
