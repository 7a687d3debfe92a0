// Pages of a TIFF through libtiff's RGBA reader, which gives 8 bits a sample and alpha.

#include "tiff_source.h"

#include <stdlib.h>

cio_status cio_tiff_decode_page(
    TIFF *tiff, const cio_header *header, uint32_t *packed, int channels, uint8_t *pixels, size_t step) {
  TIFFRGBAImage image;
  char reason[1024] = "";
  if (!TIFFRGBAImageBegin(&image, tiff, 1, reason)) return cio_failed(CIO_UNSUPPORTED, reason);
  // libtiff would mirror but never turn; the caller does both.
  image.orientation = image.req_orientation = ORIENTATION_TOPLEFT;
  int is_whole = image.width == header->width && image.height == header->height &&
                 TIFFRGBAImageGet(&image, packed, header->width, header->height) && !cio_tiff_words[0];
  TIFFRGBAImageEnd(&image);
  if (!is_whole) return cio_failed(CIO_DAMAGED, cio_tiff_words);
  // Colours come multiplied by alpha, which is the picture on black.
  for (size_t i = 0; pixels && i < (size_t)header->width * header->height; i++) {
    pixels[i * step] = TIFFGetR(packed[i]);
    if (channels == 1) continue;
    pixels[i * step + 1] = TIFFGetG(packed[i]);
    pixels[i * step + 2] = TIFFGetB(packed[i]);
  }
  return cio_done();
}

cio_status cio_tiff_opaque(const uint8_t *bytes, size_t count, const cio_header *header, size_t *opaque_count) {
  cio_tiff_source s = {.bytes = bytes, .count = count};
  TIFF *tiff;
  cio_tiff_pages pages;
  cio_status status = cio_tiff_open(&s, &tiff, &pages);
  if (!tiff) return status;
  size_t pixel_count = (size_t)header->width * header->height;
  uint32_t *packed = NULL;
  uint16_t samples = 1;
  char reason[1024] = "";
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &samples);
  *opaque_count = pixel_count;
  // The RGBA reader gives alpha 255 where it knows of none.
  if (samples >= 2 && TIFFRGBAImageOK(tiff, reason)) {
    packed = calloc(pixel_count, sizeof *packed);
    status = packed ? cio_tiff_decode_page(tiff, header, packed, 0, NULL, 0) : cio_failed(CIO_NO_MEMORY, "no memory");
    *opaque_count = 0;
    for (size_t i = 0; packed && i < pixel_count; i++) *opaque_count += TIFFGetA(packed[i]) != 0;
  }
  free(packed);
  TIFFClose(tiff);
  return status;
}
