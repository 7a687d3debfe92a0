// Reading and writing compressed pictures in memory, behind one face.
//
// Everything that may longjmp (libpng) or print (libtiff) stays inside this target. Every call answers with a
// status: a code and the library's own words. No call keeps a pointer after it returns.

#pragma once

#include <stddef.h>
#include <stdint.h>

typedef enum {
  CIO_DONE = 0,
  /// The bytes are not such a picture at all, or their header is wrong.
  CIO_NOT_A_PICTURE,
  /// The header is right and the pixels end early or are damaged.
  CIO_DAMAGED,
  /// A valid picture of a kind that is not read here (CMYK, floating point, ...).
  CIO_UNSUPPORTED,
  /// Samples in 16 bits of which it is not clear how many bits they have. The message is a clause.
  CIO_UNCLEAR_DEPTH,
  /// Several pages, and no rule says which is the photograph, or too many to look at. The message is a clause.
  CIO_SEVERAL_PAGES,
  /// No memory.
  CIO_NO_MEMORY,
  /// The encoder refused.
  CIO_CANNOT_ENCODE,
} cio_code;

typedef struct {
  cio_code code;
  /// The library's own words, ending in NUL; empty where it has none.
  char message[200];
} cio_status;

typedef struct {
  uint32_t width;
  uint32_t height;
  /// 1 or 3: what the decoder will deliver.
  uint32_t channels;
  /// TIFF tag 274, 1...8; 1 for JPEG and PNG, whose EXIF block is not read here.
  uint32_t orientation;
} cio_header;

/// Encoded bytes; `cio_free` them.
typedef struct {
  uint8_t *bytes;
  size_t count;
} cio_buffer;

void cio_free(cio_buffer *buffer);

/// Versions of the libraries: of libpng and libtiff as loaded, of libjpeg-turbo as built with ("" if not known).
const char *cio_png_version(void);
const char *cio_tiff_version(void);
const char *cio_jpeg_version(void);

cio_status cio_jpeg_header(const uint8_t *bytes, size_t count, cio_header *header);
/// The smallest scale n/8 <= 1 of the picture with both sides at least as asked; *width and *height become it.
void cio_jpeg_scaled(uint32_t *width, uint32_t *height, uint32_t at_least_width, uint32_t at_least_height);
/// `width` and `height` are those of the header or of `cio_jpeg_scaled`; `pixels` holds width*height*channels.
cio_status cio_jpeg_decode(
    const uint8_t *bytes, size_t count, uint32_t width, uint32_t height, uint32_t channels, uint8_t *pixels);
/// `quality` 1...100; `subsampled` != 0 halves the colour planes (4:2:0).
cio_status cio_jpeg_encode(
    const uint8_t *pixels, uint32_t width, uint32_t height, uint32_t channels, int quality, int subsampled,
    cio_buffer *result);

cio_status cio_png_header(const uint8_t *bytes, size_t count, cio_header *header);
/// 8 bit; 16 bit is scaled down from the depth that its samples have, palettes and small depths are expanded, alpha
/// is composed on black.
cio_status cio_png_decode(const uint8_t *bytes, size_t count, const cio_header *header, uint8_t *pixels);
/// Counts the pixels that are not wholly transparent; all of them where there is no alpha.
cio_status cio_png_opaque(const uint8_t *bytes, size_t count, size_t *opaque_count);
/// `bit_depth` 8, or 1 for one channel, where samples other than 0 become 1 (white). No time, no comment.
cio_status cio_png_encode(
    const uint8_t *pixels, uint32_t width, uint32_t height, uint32_t channels, int bit_depth,
    cio_buffer *result);

cio_status cio_tiff_header(const uint8_t *bytes, size_t count, cio_header *header);
/// The page of full size, or three grey ones as red, green and blue; rows as stored: the orientation of the header is
/// not applied. 8 bit, as of PNG; alpha is composed on black.
cio_status cio_tiff_decode(const uint8_t *bytes, size_t count, const cio_header *header, uint8_t *pixels);
/// As of PNG.
cio_status cio_tiff_opaque(const uint8_t *bytes, size_t count, const cio_header *header, size_t *opaque_count);
