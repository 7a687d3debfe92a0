// Rearranging and mixing the pixels of 8-bit pictures.

#pragma once

#include <stdint.h>

/// Turns or mirrors a picture: the output pixel (x, y) is the source pixel `base + x * step_x + y * step_y`,
/// counted in pixels. The caller answers for the bounds.
void ck_turn(const uint8_t *source, int channels, long base, long step_x, long step_y, uint8_t *result,
             int out_width, int out_height);

/// Grey to red, green, blue.
void ck_grey_to_rgb(const uint8_t *grey, uint8_t *rgb, long pixel_count);

/// ITU-R BT.601 luma, rounded: 0.299 R + 0.587 G + 0.114 B.
void ck_rgb_to_grey(const uint8_t *rgb, uint8_t *grey, long pixel_count);
