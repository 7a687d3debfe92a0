// Rearranging and mixing the pixels of 8-bit pictures.

#pragma once

#include <stdint.h>

/// Turns or mirrors a picture: the output pixel (x, y) is the source pixel `base + x * step_x + y * step_y`,
/// counted in pixels. The caller must check the bounds.
void ck_turn(const uint8_t *source, int channels, long base, long step_x, long step_y, uint8_t *result,
             int out_width, int out_height);

/// Grey to red, green, blue.
void ck_grey_to_rgb(const uint8_t *grey, uint8_t *rgb, long pixel_count);

/// ITU-R BT.601 luma, rounded: 0.299 R + 0.587 G + 0.114 B.
void ck_rgb_to_grey(const uint8_t *rgb, uint8_t *grey, long pixel_count);

/// Cairo's 32-bit pixels (blue, green, red, unused; rows `stride` bytes apart) to red, green, blue.
void ck_rgb_from_bgrx(const uint8_t *bgrx, long stride, int width, int height, uint8_t *rgb);

/// Draws a picture of 1 or 3 channels on Cairo's pixels with its top left at (x, y), clipped to them.
/// `opacity` 0...1: 1 replaces the pixels.
void ck_lay_on_bgrx(uint8_t *bgrx, long stride, int width, int height, const uint8_t *picture, int picture_width,
                    int picture_height, int channels, int x, int y, float opacity);

/// Blends the colours of a scalar map over red, green, blue.
///
/// t = (heat - lower) / (upper - lower), clamped to 0...1, NaN = 0; colour = `table`[round(255 t)], of 256 triples;
/// weight = `opacity`, times t if `fades` != 0.
void ck_blend_heat(uint8_t *rgb, const float *heat, long pixel_count, float lower, float upper,
                   const uint8_t *table, float opacity, int fades);
