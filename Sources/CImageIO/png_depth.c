// The samples of a PNG before they are decoded: which bits of 16 they use, and how many pixels are transparent.

#include "depth.h"
#include "png_session.h"

#include <stdlib.h>
#include <string.h>

/// What `survey` finds of a picture without keeping its pixels.
typedef struct {
  /// The bitwise OR of all samples of colour, and of alpha.
  uint32_t used, used_alpha;
  /// Bits that the file declares; 0 for none.
  int declared;
  /// Pixels whose alpha is not 0.
  size_t opaque_count;
} findings;

/// Looks at the pixels row by row; it stops where `used` needs all 16 bits, unless pixels are counted.
static cio_status survey(const uint8_t *bytes, size_t count, int counts_pixels, findings *found) {
  cio_png_session s = {.bytes = bytes, .count = count};
  *found = (findings){0};
  if (!cio_png_start(&s)) return s.status;
  if (setjmp(png_jmpbuf(s.png)) == 0) {
    cio_header header;
    png_color_8p bits = NULL;
    cio_png_open(&s, &header);
    if (png_get_sBIT(s.png, s.info, &bits) && bits) {
      found->declared = bits->gray;
      if (header.channels == 3) {
        found->declared = bits->red > bits->green ? bits->red : bits->green;
        if (bits->blue > found->declared) found->declared = bits->blue;
      }
    }
    int with_alpha = cio_png_has_alpha(&s), pass_count = png_set_interlace_handling(s.png);
    png_read_update_info(s.png, s.info);
    size_t row_bytes = png_get_rowbytes(s.png, s.info), channels = png_get_channels(s.png, s.info);
    size_t sample_bytes = png_get_bit_depth(s.png, s.info) / 8;
    if (!(s.row = malloc(row_bytes))) png_error(s.png, "no memory");
    for (int pass = 0; pass < pass_count; pass++) {
      for (size_t y = 0; y < header.height; y++) {
        memset(s.row, 0, row_bytes);  // of an interlaced row, only the pixels of this pass are written
        png_read_row(s.png, s.row, NULL);
        for (size_t i = 0; i < row_bytes / sample_bytes; i++) {
          uint32_t sample = s.row[i * sample_bytes];
          if (sample_bytes == 2) sample = sample << 8 | s.row[i * 2 + 1];
          int is_alpha = with_alpha && i % channels == channels - 1;
          if (is_alpha) found->used_alpha |= sample; else found->used |= sample;
          found->opaque_count += is_alpha && sample != 0;
        }
        if (!counts_pixels && found->used >= 1u << 15) goto enough;
      }
    }
    if (!with_alpha) found->opaque_count = (size_t)header.width * header.height;
  }
enough:
  free(s.row);
  png_destroy_read_struct(&s.png, &s.info, NULL);
  return s.status;
}

cio_status cio_png_opaque(const uint8_t *bytes, size_t count, size_t *opaque_count) {
  findings found;
  cio_status status = survey(bytes, count, 1, &found);
  *opaque_count = found.opaque_count;
  return status;
}

/// Whether samples of fewer than 16 bits lie in the highest bits, as PNG's specification has them, and not in the
/// lowest. Below a depth of 13 the highest bits would be a picture that is nearly black.
static int is_in_highest_bits(findings found) {
  return found.declared > 12 && found.declared < 16 && (found.used & ((1u << (16 - found.declared)) - 1)) == 0;
}

cio_status cio_png_find_limits(const uint8_t *bytes, size_t count, uint32_t *limit, uint32_t *alpha_limit) {
  findings found;
  cio_status status = survey(bytes, count, 0, &found);
  *limit = *alpha_limit = 0;
  if (status.code != CIO_DONE) return status;
  int depth = is_in_highest_bits(found) ? 16 : cio_depth(found.used, found.declared);
  if (depth == 0) return cio_depth_unclear();
  if (depth < 16) {
    *limit = (1u << depth) - 1;
    *alpha_limit = found.used_alpha > 0 && found.used_alpha <= *limit ? *limit : 0xFFFF;
  }
  return status;
}

void cio_png_lower(png_structp png, png_row_infop row, png_bytep bytes) {
  cio_png_session *s = png_get_user_transform_ptr(png);
  size_t colours = row->channels >= 3 ? 3 : 1;
  for (size_t x = 0; x < row->width; x++) {
    const uint8_t *from = bytes + x * row->channels * 2;
    uint32_t alpha = row->channels > colours ? (uint32_t)from[2 * colours] << 8 | from[2 * colours + 1] : s->alpha_limit;
    if (alpha > s->alpha_limit) alpha = s->alpha_limit;
    for (size_t c = 0; c < colours; c++) {
      uint64_t sample = (uint32_t)from[2 * c] << 8 | from[2 * c + 1];
      bytes[x * colours + c] = cio_scaled((uint32_t)(sample * alpha / s->alpha_limit), s->limit);
    }
  }
}
