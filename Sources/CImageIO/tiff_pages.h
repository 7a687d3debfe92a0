// Which pages of a TIFF are the photograph, and what is stored in them.

#pragma once

#include "status.h"

#include <tiffio.h>

/// The directories that make up the picture: one, or three grey ones of one size as red, green and blue.
typedef struct {
  uint64_t offsets[3];
  int count;
} cio_tiff_pages;

/// Leaves out reduced pages (thumbnails), masks and pages that are clearly smaller; sub-directories count too.
///
/// `bytes` is the whole file. CIO_DAMAGED where the list of pages is, CIO_SEVERAL_PAGES where more than one picture
/// remains, and where there are more than 256 pages.
cio_status cio_tiff_choose(TIFF *tiff, const uint8_t *bytes, size_t size, cio_tiff_pages *pages);

/// Why the page in `tiff` is not read here, as a clause that lives as long as the program; NULL if no reason is known.
const char *cio_tiff_unread(TIFF *tiff, const uint8_t *bytes, size_t count);
