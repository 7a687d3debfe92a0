#include "tiff_samples.h"

#include "depth.h"

#include <stdlib.h>

/// The bits of the largest sample that the page declares, if that is a power of two less one. Otherwise it is a
/// statistic of the picture, which says nothing new.
static int declared_bits(TIFF *tiff) {
  uint16_t largest = 0;
  double value = 0;
  if (TIFFGetField(tiff, TIFFTAG_MAXSAMPLEVALUE, &largest)) value = largest;
  double set = 0;
  if (TIFFGetField(tiff, TIFFTAG_SMAXSAMPLEVALUE, &set)) value = set;
  for (int bits = 1; bits <= 16; bits++)
    if (value == (double)((1u << bits) - 1)) return bits;
  return 0;
}

int cio_tiff_is_deep(TIFF *tiff, cio_tiff_layout *layout) {
  uint16_t photometric = PHOTOMETRIC_MINISBLACK, planes = PLANARCONFIG_CONTIG, extra_count = 0, compression = 0,
           format = SAMPLEFORMAT_UINT;
  const uint16_t *extra = NULL;
  *layout = (cio_tiff_layout){.bits = 1, .sample_count = 1};
  TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &layout->width);
  TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &layout->height);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &layout->bits);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &layout->sample_count);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &planes);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_EXTRASAMPLES, &extra_count, &extra);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &compression);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &format);
  layout->is_signed = format == SAMPLEFORMAT_INT;
  if (!TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &photometric) && layout->sample_count >= 3)
    photometric = PHOTOMETRIC_RGB;
  int is_grey = photometric == PHOTOMETRIC_MINISBLACK || photometric == PHOTOMETRIC_MINISWHITE;
  layout->colour_count = is_grey ? 1 : 3;
  layout->is_white_zero = photometric == PHOTOMETRIC_MINISWHITE;
  layout->is_separate = planes == PLANARCONFIG_SEPARATE;
  layout->declared = declared_bits(tiff);
  if (extra_count > 0 && extra[0] == EXTRASAMPLE_UNASSALPHA && layout->sample_count > layout->colour_count)
    layout->alpha_index = layout->colour_count;
  int is_even = layout->bits == 1 || layout->bits == 2 || layout->bits == 4 || layout->bits == 8;
  return !is_even && layout->bits <= 16 && (is_grey || photometric == PHOTOMETRIC_RGB) &&
         compression != COMPRESSION_JPEG && compression != COMPRESSION_OJPEG &&
         layout->sample_count >= layout->colour_count && layout->sample_count <= 16;
}

/// A piece of one row: `samples` has `count` pixels of `sample_count` samples (of one where planes are separate, and
/// then `plane` says which).
typedef int (*visitor)(void *context, uint32_t plane, uint32_t x, uint32_t y, uint32_t count, const uint16_t *samples);

/// Samples of any number of bits, the first in the highest bits; those of 16 are in this machine's byte order.
static void unpack(const uint8_t *row, uint32_t bits, size_t count, uint16_t *samples) {
  for (size_t i = 0, at = 0; i < count; i++, at += bits) {
    if (bits == 16) {
      samples[i] = ((const uint16_t *)(const void *)row)[i];
      continue;
    }
    uint32_t sample = 0;
    for (size_t bit = at; bit < at + bits; bit++) sample = sample << 1 | (row[bit >> 3] >> (7 - (bit & 7)) & 1);
    samples[i] = (uint16_t)sample;
  }
}

/// Shows the whole page to the visitor, block by block, until it answers 0. 0 where a block cannot be read.
static int visit(TIFF *tiff, const cio_tiff_layout *layout, visitor show, void *context) {
  int is_tiled = TIFFIsTiled(tiff);
  uint32_t width = layout->width, rows = layout->height;
  if (is_tiled) {
    if (!TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &width) || !TIFFGetField(tiff, TIFFTAG_TILELENGTH, &rows)) return 0;
  } else {
    TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &rows);
  }
  if (width == 0 || rows == 0) return 0;
  uint32_t per_pixel = layout->is_separate ? 1 : layout->sample_count;
  tmsize_t block_bytes = is_tiled ? TIFFTileSize(tiff) : TIFFStripSize(tiff);
  uint64_t row_bytes = ((uint64_t)width * per_pixel * layout->bits + 7) / 8;
  uint64_t most_bytes = (uint64_t)layout->width * layout->height * per_pixel * 2 + (1 << 28);
  if (block_bytes <= 0 || (uint64_t)block_bytes > most_bytes) return 0;
  uint8_t *block = malloc((size_t)block_bytes);
  uint16_t *samples = malloc((size_t)width * per_pixel * sizeof *samples);
  int is_whole = block != NULL && samples != NULL, goes_on = 1;
  for (uint32_t plane = 0; plane < (layout->is_separate ? layout->sample_count : 1); plane++) {
    for (uint32_t top = 0; top < layout->height && is_whole && goes_on; top += rows) {
      for (uint32_t left = 0; left < layout->width && is_whole && goes_on; left += width) {
        uint32_t high = layout->height - top < rows ? layout->height - top : rows;
        uint32_t wide = layout->width - left < width ? layout->width - left : width;
        uint64_t needed = (is_tiled ? (uint64_t)rows : high) * row_bytes;
        tmsize_t given =
            needed > (uint64_t)block_bytes ? -1
            : is_tiled ? TIFFReadEncodedTile(tiff, TIFFComputeTile(tiff, left, top, 0, (uint16_t)plane), block, -1)
                       : TIFFReadEncodedStrip(tiff, TIFFComputeStrip(tiff, top, (uint16_t)plane), block,
                                              (tmsize_t)needed);
        is_whole = given >= 0 && (uint64_t)given >= needed;
        for (uint32_t y = 0; y < high && is_whole && goes_on; y++) {
          unpack(block + y * row_bytes, layout->bits, (size_t)wide * per_pixel, samples);
          goes_on = show(context, plane, left, top + y, wide, samples);
        }
        if (width > layout->width - left) break;  // left + width may not fit into 32 bits
      }
      if (rows > layout->height - top) break;
    }
  }
  free(block);
  free(samples);
  return is_whole;
}

// MARK: - Visitors

typedef struct {
  const cio_tiff_layout *layout;
  uint32_t *used, *used_alpha;
} survey;

static int note(void *context, uint32_t plane, uint32_t x, uint32_t y, uint32_t count, const uint16_t *samples) {
  (void)x, (void)y;
  survey *s = context;
  uint32_t per_pixel = s->layout->is_separate ? 1 : s->layout->sample_count;
  for (size_t i = 0; i < (size_t)count * per_pixel; i++) {
    uint32_t index = s->layout->is_separate ? plane : (uint32_t)(i % per_pixel);
    if (index < s->layout->colour_count) *s->used |= samples[i];
    if (index > 0 && index == s->layout->alpha_index) *s->used_alpha |= samples[i];
  }
  return *s->used < 1u << 15;
}

int cio_tiff_survey(TIFF *tiff, const cio_tiff_layout *layout, uint32_t *used, uint32_t *used_alpha) {
  survey context = {.layout = layout, .used = used, .used_alpha = used_alpha};
  return visit(tiff, layout, note, &context);
}

typedef struct {
  const cio_tiff_layout *layout;
  uint32_t limit, alpha_limit;
  uint8_t *pixels;
  size_t step;
} lowering;

static int lower(void *context, uint32_t plane, uint32_t x, uint32_t y, uint32_t count, const uint16_t *samples) {
  lowering *l = context;
  const cio_tiff_layout *layout = l->layout;
  uint32_t per_pixel = layout->is_separate ? 1 : layout->sample_count;
  for (uint32_t i = 0; i < count; i++) {
    uint8_t *pixel = l->pixels + ((size_t)y * layout->width + x + i) * l->step;
    for (uint32_t k = 0; k < per_pixel; k++) {
      uint32_t index = layout->is_separate ? plane : k, sample = samples[(size_t)i * per_pixel + k];
      if (index < layout->colour_count) {
        uint8_t scaled = cio_scaled(sample, l->limit);
        pixel[index] = layout->is_white_zero ? (uint8_t)(255 - scaled) : scaled;
      } else if (index == layout->alpha_index) {
        // Alpha comes after all colours, in the pixel and among the planes.
        uint32_t alpha = cio_scaled(sample, l->alpha_limit);
        for (uint32_t c = 0; c < layout->colour_count; c++) pixel[c] = (uint8_t)((pixel[c] * alpha + 127) / 255);
      }
    }
  }
  return 1;
}

int cio_tiff_lower(
    TIFF *tiff, const cio_tiff_layout *layout, uint32_t limit, uint32_t alpha_limit, uint8_t *pixels, size_t step) {
  lowering context = {.layout = layout, .limit = limit, .alpha_limit = alpha_limit, .pixels = pixels, .step = step};
  return visit(tiff, layout, lower, &context);
}
