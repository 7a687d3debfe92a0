#include "FundusKernels.h"
#include <string.h>

/// Start and steps, in pixels of the upright square, of a walk over the oriented one.
typedef struct {
    int64_t base, row_step, column_step;
} walk;

static walk walk_of(int32_t side, int32_t orientation) {
    const int64_t last = side - 1;
    // Source row and column as affine functions of the target's row and column.
    int64_t row_0 = 0, row_r = 1, row_c = 0, column_0 = 0, column_r = 0, column_c = 1;
    switch (orientation & 3) {
    case 1: row_0 = last, row_r = 0, row_c = -1, column_0 = 0, column_r = 1, column_c = 0; break;
    case 2: row_0 = last, row_r = -1, row_c = 0, column_0 = last, column_r = 0, column_c = -1; break;
    case 3: row_0 = 0, row_r = 0, row_c = 1, column_0 = last, column_r = -1, column_c = 0; break;
    default: break;
    }
    if (orientation & 4) column_0 = last - column_0, column_r = -column_r, column_c = -column_c;
    return (walk){row_0 * side + column_0, row_r * side + column_r, row_c * side + column_c};
}

/// Replaces every sample of an oriented square by its value in the channel's table.
static void fill(const uint8_t *pixels, int32_t side, int32_t channels, int32_t orientation,
                 const float table[3][256], float *planes) {
    const walk w = walk_of(side, orientation);
    const int64_t area = (int64_t)side * side;
    const int64_t step = w.column_step * channels;
    const int green = channels == 3 ? 1 : 0, blue = channels == 3 ? 2 : 0;
    for (int64_t row = 0; row < side; row++) {
        const uint8_t *source = pixels + (w.base + row * w.row_step) * channels;
        float *target = planes + row * side;
        for (int64_t column = 0; column < side; column++, source += step) {
            target[column] = table[0][source[0]];
            target[area + column] = table[1][source[green]];
            target[2 * area + column] = table[2][source[blue]];
        }
    }
}

void ck_fundus_fill_planes(const uint8_t *pixels, int32_t side, int32_t channels, int32_t orientation,
                        const float *scale, const float *offset, float *planes) {
    float table[3][256];
    for (int c = 0; c < 3; c++)
        for (int v = 0; v < 256; v++) table[c][v] = (float)v * scale[c] + offset[c];
    fill(pixels, side, channels, orientation, table, planes);
}

void ck_fundus_fill_contrast(const uint8_t *codes, int32_t side, int32_t orientation, float *planes) {
    float table[3][256];
    for (int c = 0; c < 3; c++)
        for (int v = 0; v < 256; v++) table[c][v] = v == 0 ? 0 : ((float)v - 127.75f) / 127.5f;
    fill(codes, side, 3, orientation, table, planes);
}

void ck_fundus_orient(const uint8_t *pixels, int32_t side, int32_t channels, int32_t orientation, uint8_t *out) {
    const walk w = walk_of(side, orientation);
    const int64_t step = w.column_step * channels;
    for (int64_t row = 0; row < side; row++) {
        const uint8_t *source = pixels + (w.base + row * w.row_step) * channels;
        for (int64_t column = 0; column < side; column++, source += step)
            for (int32_t c = 0; c < channels; c++) *out++ = source[c];
    }
}

void ck_fundus_shrink(const uint8_t *pixels, int32_t width, int32_t height, int32_t channels, int32_t factor,
                   uint8_t *largest, uint8_t *smallest) {
    const int32_t columns = width / factor, rows = height / factor;
    const uint32_t area = (uint32_t)factor * (uint32_t)factor;
    for (int32_t row = 0; row < rows; row++)
        for (int32_t column = 0; column < columns; column++) {
            uint32_t large = 0, small = 0;
            for (int32_t y = 0; y < factor; y++) {
                const uint8_t *p =
                    pixels + (((int64_t)row * factor + y) * width + (int64_t)column * factor) * channels;
                for (int32_t x = 0; x < factor; x++, p += channels) {
                    uint8_t high = p[0], low = p[0];
                    for (int32_t c = 1; c < channels; c++) {
                        high = p[c] > high ? p[c] : high;
                        low = p[c] < low ? p[c] : low;
                    }
                    large += high;
                    small += low;
                }
            }
            largest[(int64_t)row * columns + column] = (uint8_t)((large + area / 2) / area);
            smallest[(int64_t)row * columns + column] = (uint8_t)((small + area / 2) / area);
        }
}

int64_t ck_fundus_largest_component(const uint8_t *values, int32_t width, int32_t height, int32_t threshold,
                                 uint8_t *mask, int32_t *stack) {
    const int32_t count = width * height;
    // 0 background, 2 not yet visited, 3 visited; the largest becomes 1 in the end.
    for (int32_t i = 0; i < count; i++) mask[i] = values[i] > threshold ? 2 : 0;
    int64_t best_area = 0;
    int32_t best_start = -1;
    for (int pass = 0; pass < 2; pass++) {
        const uint8_t from = pass == 0 ? 2 : 3, to = pass == 0 ? 3 : 1;
        const int32_t first = pass == 0 ? 0 : best_start;
        const int32_t end = pass == 0 ? count : best_start + 1;
        for (int32_t start = first; start < end && start >= 0; start++) {
            if (mask[start] != from) continue;
            int64_t area = 0;
            int32_t depth = 0;
            stack[depth++] = start;
            mask[start] = to;
            while (depth > 0) {
                const int32_t at = stack[--depth], column = at % width;
                area++;
                if (column > 0 && mask[at - 1] == from) mask[at - 1] = to, stack[depth++] = at - 1;
                if (column < width - 1 && mask[at + 1] == from) mask[at + 1] = to, stack[depth++] = at + 1;
                if (at >= width && mask[at - width] == from) mask[at - width] = to, stack[depth++] = at - width;
                if (at < count - width && mask[at + width] == from)
                    mask[at + width] = to, stack[depth++] = at + width;
            }
            if (area > best_area) best_area = area, best_start = start;
        }
    }
    for (int32_t i = 0; i < count; i++) mask[i] = mask[i] == 1;
    return best_area;
}

void ck_fundus_extents(const uint8_t *mask, int32_t width, int32_t height, int32_t *left, int32_t *right,
                    int32_t *top, int32_t *bottom) {
    for (int32_t row = 0; row < height; row++) left[row] = right[row] = -1;
    for (int32_t column = 0; column < width; column++) top[column] = bottom[column] = -1;
    for (int32_t row = 0; row < height; row++)
        for (int32_t column = 0; column < width; column++)
            if (mask[(int64_t)row * width + column]) {
                if (left[row] < 0) left[row] = column;
                right[row] = column;
                if (top[column] < 0) top[column] = row;
                bottom[column] = row;
            }
}

void ck_fundus_histogram(const uint8_t *values, int64_t count, int64_t *counts) {
    memset(counts, 0, 256 * sizeof *counts);
    for (int64_t i = 0; i < count; i++) counts[values[i]]++;
}

void ck_fundus_channel_sums(const uint8_t *pixels, int64_t count, int32_t channels, int64_t *sums) {
    for (int32_t c = 0; c < channels; c++) sums[c] = 0;
    for (int64_t i = 0; i < count; i++)
        for (int32_t c = 0; c < channels; c++) sums[c] += pixels[i * channels + c];
}
