#include "local_contrast.h"
#include "clones.h"
#include <math.h>

enum { planes = 4 };

static int is_bright(const uint8_t *pixel, int32_t black) {
    return pixel[0] > black || pixel[1] > black || pixel[2] > black;
}

/// Marks the pixels between the first and the last bright one of their row and of their column.
static void mark_retina(const uint8_t *pixels, int32_t side, int32_t black, uint8_t *codes) {
    for (int64_t row = 0; row < side; row++) {
        int32_t first = side, last = -1;
        for (int32_t x = 0; x < side; x++)
            if (is_bright(pixels + 3 * (row * side + x), black)) {
                if (first == side) first = x;
                last = x;
            }
        for (int32_t x = 0; x < side; x++) codes[3 * (row * side + x)] = x >= first && x <= last;
    }
    for (int64_t x = 0; x < side; x++) {
        int32_t first = side, last = -1;
        for (int32_t row = 0; row < side; row++)
            if (is_bright(pixels + 3 * ((int64_t)row * side + x), black)) {
                if (first == side) first = row;
                last = row;
            }
        for (int32_t row = 0; row < side; row++)
            if (row < first || row > last) codes[3 * ((int64_t)row * side + x)] = 0;
    }
}

/// Sums along rows of `width` pixels of four planes, interleaved.
CK_CLONES(void, sum_row,
    (const float *source, int32_t width, int32_t reach, float *target),
    (source, width, reach, target)) {
    float sum[planes] = {0};
    for (int32_t x = 0; x < reach && x < width; x++)
        for (int c = 0; c < planes; c++) sum[c] += source[planes * x + c];
    for (int32_t x = 0; x < width; x++) {
        if (x + reach < width)
            for (int c = 0; c < planes; c++) sum[c] += source[planes * (x + reach) + c];
        for (int c = 0; c < planes; c++) target[planes * x + c] = sum[c];
        if (x >= reach)
            for (int c = 0; c < planes; c++) sum[c] -= source[planes * (x - reach) + c];
    }
}

/// Sums down the columns: `target` receives rows of sums over 2 * reach + 1 rows of `source`.
CK_CLONES(void, sum_columns,
    (const float *source, int32_t side, int32_t reach, float *sum, float *target),
    (source, side, reach, sum, target)) {
    const int32_t width = planes * side;
    for (int32_t i = 0; i < width; i++) sum[i] = 0;
    for (int64_t row = 0; row < reach && row < side; row++)
        for (int32_t i = 0; i < width; i++) sum[i] += source[row * width + i];
    for (int64_t row = 0; row < side; row++) {
        if (row + reach < side)
            for (int32_t i = 0; i < width; i++) sum[i] += source[(row + reach) * width + i];
        for (int32_t i = 0; i < width; i++) target[row * width + i] = sum[i];
        if (row >= reach)
            for (int32_t i = 0; i < width; i++) sum[i] -= source[(row - reach) * width + i];
    }
}

CK_CLONES(void, encode,
    (const uint8_t *pixels, const float *sums, int64_t count, float gain, float floor, uint8_t *codes),
    (pixels, sums, count, gain, floor, codes)) {
    for (int64_t i = 0; i < count; i++) {
        const int inside = codes[3 * i];
        const float weight = sums[planes * i + 3];
        for (int c = 0; c < 3; c++) {
            const float mean = inside ? sums[planes * i + c] / weight : 0.0f;
            const float value = 128.0f + 127.5f * gain * ((float)pixels[3 * i + c] - mean) / (mean + floor);
            const float kept = value < 1.0f ? 1.0f : value > 255.0f ? 255.0f : value;
            codes[3 * i + c] = inside ? (uint8_t)kept : 0;
        }
    }
}

void ck_local_contrast(const uint8_t *pixels, int32_t side, int32_t reach, int32_t black, float gain, float floor,
                       float *scratch, uint8_t *codes) {
    const int64_t count = (int64_t)side * side;
    float *one = scratch, *two = scratch + planes * count;
    mark_retina(pixels, side, black, codes);
    for (int64_t i = 0; i < count; i++) {
        const float inside = codes[3 * i];
        for (int c = 0; c < 3; c++) one[planes * i + c] = inside * (float)pixels[3 * i + c];
        one[planes * i + 3] = inside;
    }
    // In the first pass, running sums of whole numbers below 2^24 are exact; the scale keeps those of the second pass
    // small.
    const float scale = 1.0f / (float)((2 * reach + 1) * (2 * reach + 1));
    for (int pass = 0; pass < 2; pass++) {
        for (int64_t row = 0; row < side; row++)
            sum_row(one + planes * row * side, side, reach, two + planes * row * side);
        sum_columns(two, side, reach, two + planes * count, one);
        for (int64_t i = 0; i < planes * count; i++) one[i] *= scale;
    }
    encode(pixels, one, count, gain, floor, codes);
}
