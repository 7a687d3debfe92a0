#pragma once

#include <stdint.h>

// Places of lesion size in a square picture, by scale space. All functions give the same bits with every instruction set.

/// At each place of a picture the strength of the strongest spot so far, and at which scale; both null: not wanted.
typedef struct {
  float *strength;
  uint8_t *scale;
} ck_spot_map;

/// Rows [first, last) of a picture, cut off below `lowest` and above `highest`, smoothed along x by Gaussians of order 0, 1
/// and 2 with this sigma, into three planes. Beyond its edges the picture is mirrored.
void ck_spot_rows(const float *picture, int32_t side, float lowest, float highest, float sigma, int32_t first, int32_t last,
                  float *planes);

/// Smooths the three planes along y, and compares the scale with those before it. The strength of a dark spot is sigma^2
/// times the smaller eigenvalue of the Hessian, that of a bright one the same of the negative picture. Where `inside` is 0
/// nothing changes.
void ck_spot_columns(const float *planes, const uint8_t *inside, int32_t side, float sigma, int32_t scale, int32_t first,
                     int32_t last, ck_spot_map dark, ck_spot_map bright);

/// The places above 0 that no other within `reach` rows and columns exceeds, in order; of equal neighbours the first one.
/// Returns their number, at most `limit`.
int64_t ck_spot_peaks(const float *strength, int32_t side, int32_t reach, int64_t limit, uint32_t *peaks);

/// Whether each place is `margin` pixels or more within the retina along x and along y. The retina lies in every row and
/// column between the first and the last place whose code is not 0; codes are `stride` bytes apart. `scratch` has room for
/// side * side bytes.
void ck_spot_inside(const uint8_t *codes, int32_t side, int32_t stride, int32_t margin, uint8_t *scratch, uint8_t *inside);

/// Along `rings` circles around each of `count` places (x, y), up to `reach` pixels: for each of three planes the mean, and
/// for the second plane also the deviation and the size of the part that repeats twice a turn. `angles` values a circle,
/// interpolated; beyond its edges the picture goes on as at the edge. Writes 5 rings numbers a place.
void ck_spot_profiles(const float *planes, int32_t side, const float *places, int64_t count, float reach, int32_t rings,
                      int32_t angles, float *profiles);

/// For each of `count` rows the mean of its root-mean-square differences from the `neighbours` nearest of `bank_count` rows
/// of a bank, both of `width` numbers. If `spreads` is not null, it has a number above 0 for each row of the bank, and the
/// mean is divided by the mean of those of the nearest rows. Rows of the bank whose group is `skipped_group` are left out;
/// with fewer rows than `neighbours` the means are over those there are, and 0 without any. `neighbours` is at most 64.
void ck_mean_nearest(const float *rows, int64_t count, const float *bank, const float *spreads, const int32_t *groups,
                     int64_t bank_count, int64_t width, int32_t skipped_group, int32_t neighbours, float *means);
