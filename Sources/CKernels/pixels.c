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
