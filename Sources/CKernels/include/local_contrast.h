#pragma once
#include <stdint.h>

/// How much each sample of a retina differs from its surroundings.
///
/// code = 128 + 127.5 * gain * (sample - mean) / (mean + floor) rounded down and clamped to 1...255, where `mean` is
/// the mean of the channel over the retina near the pixel (two box filters of 2 * reach + 1 pixels); 0 outside the
/// retina, which lies in every row and column between the first and the last pixel of which a channel exceeds
/// `black`. `pixels` are side * side pixels of three interleaved channels, `codes` likewise; `scratch` has room for 8
/// * side * side + 4 * side floats.
void ck_local_contrast(const uint8_t *pixels, int32_t side, int32_t reach, int32_t black, float gain, float floor,
                       float *scratch, uint8_t *codes);
