// What the files about TIFF share: the file in memory, and libtiff's words about it.

#pragma once

#include "tiff_pages.h"

typedef struct {
  const uint8_t *bytes;
  uint64_t count;
  uint64_t position;
} cio_tiff_source;

/// libtiff's first error since this was cleared. libtiff before 4.5 has one error handler for the whole process; the
/// words go to the thread that asked.
extern _Thread_local char cio_tiff_words[200];

/// Opens the file at the first page of its picture. On failure nothing is left open.
cio_status cio_tiff_open(cio_tiff_source *s, TIFF **tiff, cio_tiff_pages *pages);

/// Decodes the page in `tiff` by libtiff's RGBA reader into `pixels[i * step + channel]`. `packed` has room for its
/// pixels, and keeps them, with alpha.
cio_status cio_tiff_decode_page(
    TIFF *tiff, const cio_header *header, uint32_t *packed, int channels, uint8_t *pixels, size_t step);
