// PNG through libpng. Its errors longjmp: every function that calls setjmp holds all the png_ calls it guards,
// and what it needs after the jump lives in a `session`, which is not a register.

#include "depth.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  png_structp png;
  png_infop info;
  cio_status status;
  // reading
  const uint8_t *bytes;
  size_t count;
  size_t position;
  uint8_t *row;
  uint32_t alpha_limit;  // the sample that is opaque
  uint32_t limit;        // the sample that is white
  // writing
  cio_buffer *result;
  size_t capacity;
} session;

static void on_error(png_structp png, png_const_charp message) {
  session *s = png_get_error_ptr(png);
  if (s->status.code == CIO_DONE) s->status = cio_failed(CIO_DAMAGED, message);
  png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp message) {
  (void)png, (void)message;  // ancillary chunks do not concern the pixels
}

const char *cio_png_version(void) { return png_get_libpng_ver(NULL); }

// MARK: - Reading

static void take(png_structp png, png_bytep into, size_t wanted) {
  session *s = png_get_io_ptr(png);
  if (wanted > s->count - s->position) png_error(png, "the file ends early");
  memcpy(into, s->bytes + s->position, wanted);
  s->position += wanted;
}

/// libpng takes the memory that a chunk's length asks for before it looks whether the file is that long. The pixels
/// are read piece by piece: where they end early is found there. What follows them is looked at where it is read too.
static void check_chunks(session *s, int beyond_pixels) {
  size_t position = 8;
  while (s->count >= 8 && position <= s->count - 8) {
    const uint8_t *chunk = s->bytes + position;
    size_t length = png_get_uint_32(chunk), rest = s->count - position - 8;
    int holds_pixels = memcmp(chunk + 4, "IDAT", 4) == 0;
    int is_long = rest < 4 || length > rest - 4;
    if (memcmp(chunk + 4, "IEND", 4) == 0 || (holds_pixels && (is_long || !beyond_pixels))) return;
    if (is_long) png_error(s->png, "a chunk ends behind the file");
    position += length + 12;
  }
}

/// Opens the picture and reads what precedes the pixels; they become whole samples of 8 or 16 bits. Called under setjmp.
static void open_for_reading(session *s, cio_header *header) {
  s->info = png_create_info_struct(s->png);
  if (!s->info) png_error(s->png, "no memory");
  png_set_read_fn(s->png, s, take);
  png_set_user_limits(s->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);  // the caller counts the pixels
  png_set_chunk_malloc_max(s->png, 1 << 23);  // what a compressed comment or profile may become
  check_chunks(s, 0);
  png_read_info(s->png, s->info);
  int colour = png_get_color_type(s->png, s->info);
  header->width = png_get_image_width(s->png, s->info);
  header->height = png_get_image_height(s->png, s->info);
  header->channels = (colour & PNG_COLOR_MASK_COLOR) ? 3 : 1;  // a palette counts as colour
  header->orientation = 1;
  png_set_expand(s->png);
}

static int has_alpha(session *s) {
  return (png_get_color_type(s->png, s->info) & PNG_COLOR_MASK_ALPHA) != 0 ||
         png_get_valid(s->png, s->info, PNG_INFO_tRNS) != 0;
}

cio_status cio_png_header(const uint8_t *bytes, size_t count, cio_header *header) {
  session s = {.bytes = bytes, .count = count};
  s.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &s, on_error, on_warning);
  if (!s.png) return cio_failed(CIO_NO_MEMORY, "libpng cannot start");
  if (setjmp(png_jmpbuf(s.png)) == 0) {
    open_for_reading(&s, header);
  } else {
    s.status.code = CIO_NOT_A_PICTURE;
  }
  png_destroy_read_struct(&s.png, &s.info, NULL);
  return s.status;
}

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
  session s = {.bytes = bytes, .count = count};
  *found = (findings){0};
  s.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &s, on_error, on_warning);
  if (!s.png) return cio_failed(CIO_NO_MEMORY, "libpng cannot start");
  if (setjmp(png_jmpbuf(s.png)) == 0) {
    cio_header header;
    png_color_8p bits = NULL;
    open_for_reading(&s, &header);
    if (png_get_sBIT(s.png, s.info, &bits) && bits) {
      found->declared = bits->gray;
      if (header.channels == 3) {
        found->declared = bits->red > bits->green ? bits->red : bits->green;
        if (bits->blue > found->declared) found->declared = bits->blue;
      }
    }
    int with_alpha = has_alpha(&s), pass_count = png_set_interlace_handling(s.png);
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
        if (!counts_pixels && found->used >= 1u << 14) goto enough;
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

/// A row of 16-bit samples, with or without alpha, becomes one of 8 bits on black.
static void lower(png_structp png, png_row_infop row, png_bytep bytes) {
  session *s = png_get_user_transform_ptr(png);
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

cio_status cio_png_decode(const uint8_t *bytes, size_t count, const cio_header *header, uint8_t *pixels) {
  session s = {.bytes = bytes, .count = count};
  s.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &s, on_error, on_warning);
  if (!s.png) return cio_failed(CIO_NO_MEMORY, "libpng cannot start");
  if (setjmp(png_jmpbuf(s.png)) == 0) {
    cio_header found;
    int depth = 16;
    open_for_reading(&s, &found);
    check_chunks(&s, 1);
    if (png_get_bit_depth(s.png, s.info) == 16) {
      findings of_samples;
      s.status = survey(bytes, count, 0, &of_samples);
      if (s.status.code != CIO_DONE) png_longjmp(s.png, 1);
      depth = is_in_highest_bits(of_samples) ? 16 : cio_depth(of_samples.used, of_samples.declared);
      if (depth == 0) {
        s.status = cio_depth_unclear();
        png_longjmp(s.png, 1);
      }
      s.limit = (1u << depth) - 1;
      s.alpha_limit = of_samples.used_alpha <= s.limit && of_samples.used_alpha > 0 ? s.limit : 0xFFFF;
    }
    if (depth < 16) {
      png_set_read_user_transform_fn(s.png, lower);
      png_set_user_transform_info(s.png, &s, 8, (int)found.channels);
    } else {
      png_set_scale_16(s.png);
      if (has_alpha(&s)) {
        png_color_16 black = {0};
        png_set_background_fixed(s.png, &black, PNG_BACKGROUND_GAMMA_SCREEN, 0, PNG_FP_1);
      }
    }
    int pass_count = png_set_interlace_handling(s.png);
    png_read_update_info(s.png, s.info);
    size_t stride = (size_t)header->width * header->channels;
    if (found.width != header->width || found.height != header->height ||
        png_get_rowbytes(s.png, s.info) != stride)
      png_error(s.png, "its rows are not as long as its header says");
    for (int pass = 0; pass < pass_count; pass++)
      for (size_t y = 0; y < header->height; y++) png_read_row(s.png, pixels + y * stride, NULL);
    png_read_end(s.png, NULL);
  }
  png_destroy_read_struct(&s.png, &s.info, NULL);
  return s.status;
}

// MARK: - Writing

static void give(png_structp png, png_bytep from, size_t count) {
  session *s = png_get_io_ptr(png);
  cio_buffer *result = s->result;
  if (count > s->capacity - result->count) {
    size_t capacity = (s->capacity + count) * 2 + 4096;
    uint8_t *larger = realloc(result->bytes, capacity);
    if (!larger) {
      s->status = cio_failed(CIO_NO_MEMORY, "no memory for the encoded picture");
      png_error(png, "no memory");
    }
    result->bytes = larger;
    s->capacity = capacity;
  }
  memcpy(result->bytes + result->count, from, count);
  result->count += count;
}

static void nothing_to_flush(png_structp png) { (void)png; }

/// Eight samples to a byte, the first in the highest bit.
static void pack_row(const uint8_t *samples, uint32_t width, uint8_t *row) {
  memset(row, 0, ((size_t)width + 7) / 8);
  for (uint32_t x = 0; x < width; x++)
    if (samples[x]) row[x >> 3] |= (uint8_t)(0x80 >> (x & 7));
}

cio_status cio_png_encode(
    const uint8_t *pixels, uint32_t width, uint32_t height, uint32_t channels, int bit_depth,
    cio_buffer *result) {
  *result = (cio_buffer){0};
  session s = {.result = result};
  s.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &s, on_error, on_warning);
  if (!s.png) return cio_failed(CIO_NO_MEMORY, "libpng cannot start");
  if (setjmp(png_jmpbuf(s.png)) == 0) {
    s.info = png_create_info_struct(s.png);
    s.row = bit_depth == 1 ? malloc(((size_t)width + 7) / 8) : NULL;
    if (!s.info || (bit_depth == 1 && !s.row)) png_error(s.png, "no memory");
    png_set_write_fn(s.png, &s, give, nothing_to_flush);
    png_set_user_limits(s.png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_compression_level(s.png, 6);
    png_set_IHDR(s.png, s.info, width, height, bit_depth,
                 channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(s.png, s.info);
    for (size_t y = 0; y < height; y++) {
      const uint8_t *samples = pixels + y * width * channels;
      if (bit_depth == 1) pack_row(samples, width, s.row);
      png_write_row(s.png, bit_depth == 1 ? s.row : samples);
    }
    png_write_end(s.png, s.info);
  } else {
    if (s.status.code == CIO_DAMAGED) s.status.code = CIO_CANNOT_ENCODE;
    cio_free(result);
  }
  png_destroy_write_struct(&s.png, &s.info);
  free(s.row);
  return s.status;
}
