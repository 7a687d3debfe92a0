// Samples that libtiff's RGBA reader does not read, or does not read at their own depth.

#pragma once

#include "status.h"

#include <tiffio.h>

/// How samples are stored in one page.
typedef struct {
  uint32_t width, height;
  /// Bits of a sample, 1...16.
  uint16_t bits;
  /// Samples of a pixel; the first `colour_count` of them, 1 or 3, are colours.
  uint16_t sample_count, colour_count;
  /// The sample that is opaque alpha by which colours are yet to be multiplied; 0 where there is none.
  uint16_t alpha_index;
  int is_separate, is_white_zero;
  /// Whether the samples are signed numbers; a picture has none below 0.
  int is_signed;
  /// Bits that the page declares by its largest sample, a power of two less one; 0 for none.
  int declared;
} cio_tiff_layout;

/// Whether the page in `tiff` has samples to be read here: grey or RGB of 16 bits, or of a number of bits that is no
/// power of two.
int cio_tiff_is_deep(TIFF *tiff, cio_tiff_layout *layout);

/// ORs all colour samples into `*used` and alpha into `*used_alpha`; 0 where a block cannot be read. It stops where
/// `*used` needs all 16 bits.
int cio_tiff_survey(TIFF *tiff, const cio_tiff_layout *layout, uint32_t *used, uint32_t *used_alpha);

/// Writes the page as 8-bit samples: `pixels[i * step + channel]` for pixel i. `limit` is the sample that is white,
/// `alpha_limit` the one that is opaque. 0 where a block cannot be read.
int cio_tiff_lower(
    TIFF *tiff, const cio_tiff_layout *layout, uint32_t limit, uint32_t alpha_limit, uint8_t *pixels, size_t step);
