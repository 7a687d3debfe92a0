#include "include/pixels.h"

void ck_turn(const uint8_t *source, int channels, long base, long step_x, long step_y, uint8_t *result,
             int out_width, int out_height) {
  for (long y = 0; y < out_height; y++) {
    const uint8_t *from = source + (base + y * step_y) * channels;
    long step = step_x * channels;
    if (channels == 1) {
      for (long x = 0; x < out_width; x++, from += step) *result++ = *from;
    } else {
      for (long x = 0; x < out_width; x++, from += step, result += 3) {
        result[0] = from[0];
        result[1] = from[1];
        result[2] = from[2];
      }
    }
  }
}

void ck_grey_to_rgb(const uint8_t *grey, uint8_t *rgb, long pixel_count) {
  for (long i = 0; i < pixel_count; i++) rgb[3 * i] = rgb[3 * i + 1] = rgb[3 * i + 2] = grey[i];
}

void ck_rgb_to_grey(const uint8_t *rgb, uint8_t *grey, long pixel_count) {
  for (long i = 0; i < pixel_count; i++)
    grey[i] = (uint8_t)((rgb[3 * i] * 19595u + rgb[3 * i + 1] * 38470u + rgb[3 * i + 2] * 7471u + 32768u) >> 16);
}

void ck_rgb_from_bgrx(const uint8_t *bgrx, long stride, int width, int height, uint8_t *rgb) {
  for (long y = 0; y < height; y++) {
    const uint8_t *from = bgrx + y * stride;
    for (long x = 0; x < width; x++, from += 4, rgb += 3) {
      rgb[0] = from[2];
      rgb[1] = from[1];
      rgb[2] = from[0];
    }
  }
}

static uint8_t mixed(uint8_t below, uint8_t above, float weight) {
  return (uint8_t)(below + weight * ((float)above - (float)below) + 0.5f);
}

void ck_lay_on_bgrx(uint8_t *bgrx, long stride, int width, int height, const uint8_t *picture, int picture_width,
                    int picture_height, int channels, int x, int y, float opacity) {
  long left = x < 0 ? -(long)x : 0, top = y < 0 ? -(long)y : 0;
  long right = (long)x + picture_width > width ? (long)width - x : picture_width;
  long bottom = (long)y + picture_height > height ? (long)height - y : picture_height;
  for (long row = top; row < bottom; row++) {
    const uint8_t *from = picture + (row * picture_width + left) * channels;
    uint8_t *to = bgrx + (y + row) * stride + (x + left) * 4;
    for (long column = left; column < right; column++, from += channels, to += 4) {
      to[0] = mixed(to[0], from[channels == 3 ? 2 : 0], opacity);
      to[1] = mixed(to[1], from[channels == 3 ? 1 : 0], opacity);
      to[2] = mixed(to[2], from[0], opacity);
    }
  }
}

void ck_blend_heat(uint8_t *rgb, const float *heat, long pixel_count, float lower, float upper,
                   const uint8_t *table, float opacity, int fades) {
  for (long i = 0; i < pixel_count; i++) {
    float t = (heat[i] - lower) / (upper - lower);
    t = t > 0 ? (t < 1 ? t : 1) : 0;
    const uint8_t *colour = table + 3 * (int)(255 * t + 0.5f);
    float weight = fades ? opacity * t : opacity;
    for (int c = 0; c < 3; c++) rgb[3 * i + c] = mixed(rgb[3 * i + c], colour[c], weight);
  }
}
