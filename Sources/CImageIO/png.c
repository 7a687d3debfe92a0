// PNG through libpng, see png_session.h; the depth of 16-bit samples is found in png_depth.c.

#include "png_session.h"

#include <stdlib.h>
#include <string.h>

static void on_error(png_structp png, png_const_charp message) {
  cio_png_session *s = png_get_error_ptr(png);
  if (s->status.code == CIO_DONE) s->status = cio_failed(CIO_DAMAGED, message);
  png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp message) {
  (void)png, (void)message;  // ancillary chunks do not concern the pixels
}

const char *cio_png_version(void) { return png_get_libpng_ver(NULL); }

// MARK: - Reading

static void take(png_structp png, png_bytep into, size_t wanted) {
  cio_png_session *s = png_get_io_ptr(png);
  if (wanted > s->count - s->position) png_error(png, "the file ends early");
  memcpy(into, s->bytes + s->position, wanted);
  s->position += wanted;
}

/// libpng takes the memory that a chunk's length asks for before it looks whether the file is that long. The pixels
/// are read piece by piece: where they end early is found there. What follows them is looked at where it is read too.
static void check_chunks(cio_png_session *s, int beyond_pixels) {
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

int cio_png_start(cio_png_session *s) {
  s->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, s, on_error, on_warning);
  if (!s->png) s->status = cio_failed(CIO_NO_MEMORY, "libpng cannot start");
  return s->png != NULL;
}

void cio_png_open(cio_png_session *s, cio_header *header) {
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

int cio_png_has_alpha(cio_png_session *s) {
  return (png_get_color_type(s->png, s->info) & PNG_COLOR_MASK_ALPHA) != 0 ||
         png_get_valid(s->png, s->info, PNG_INFO_tRNS) != 0;
}

cio_status cio_png_header(const uint8_t *bytes, size_t count, cio_header *header) {
  cio_png_session s = {.bytes = bytes, .count = count};
  if (!cio_png_start(&s)) return s.status;
  if (setjmp(png_jmpbuf(s.png)) == 0) {
    cio_png_open(&s, header);
  } else {
    s.status.code = CIO_NOT_A_PICTURE;
  }
  png_destroy_read_struct(&s.png, &s.info, NULL);
  return s.status;
}

cio_status cio_png_decode(const uint8_t *bytes, size_t count, const cio_header *header, uint8_t *pixels) {
  cio_png_session s = {.bytes = bytes, .count = count};
  if (!cio_png_start(&s)) return s.status;
  if (setjmp(png_jmpbuf(s.png)) == 0) {
    cio_header found;
    cio_png_open(&s, &found);
    check_chunks(&s, 1);
    if (png_get_bit_depth(s.png, s.info) == 16) {
      s.status = cio_png_find_limits(bytes, count, &s.limit, &s.alpha_limit);
      if (s.status.code != CIO_DONE) png_longjmp(s.png, 1);
    }
    if (s.limit > 0) {
      png_set_read_user_transform_fn(s.png, cio_png_lower);
      png_set_user_transform_info(s.png, &s, 8, (int)found.channels);
    } else {
      png_set_scale_16(s.png);
      if (cio_png_has_alpha(&s)) {
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
  cio_png_session *s = png_get_io_ptr(png);
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
  cio_png_session s = {.result = result};
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
