#include "tiff_pages.h"

#include "jpeg_coding.h"

#include <string.h>

enum { MOST_PAGES = 256 };

typedef struct {
  uint64_t offset;
  uint32_t width, height;
  uint16_t bits;
  /// Whether it is marked as a reduced version of another page, or as a mask of its transparency.
  int is_reduced, is_mask;
  /// Whether it has one channel, of grey.
  int is_grey;
} page;

/// The file's bytes, in which the one tag stands that libtiff does not pass on.
typedef struct {
  const uint8_t *bytes;
  size_t count;
} file;

/// A number of `size` bytes at a place; 0 behind the file.
static uint64_t number(file f, uint64_t at, int size) {
  if (at > f.count || f.count - at < (uint64_t)size) return 0;
  uint64_t value = 0;
  for (int i = 0; i < size; i++) value = value << 8 | f.bytes[at + (uint64_t)(f.bytes[0] == 'I' ? size - 1 - i : i)];
  return value;
}

/// SubfileType (255) of the directory at a place, 0 if it has none: libtiff 4.5 reads NewSubfileType (254) alone.
static uint64_t old_kind(file f, uint64_t directory) {
  int is_big = number(f, 2, 2) == 43;
  uint64_t count = number(f, directory, is_big ? 8 : 2), entry = directory + (is_big ? 8 : 2);
  for (uint64_t i = 0; i < count && entry < f.count; i++, entry += is_big ? 20 : 12)
    if (number(f, entry, 2) == TIFFTAG_OSUBFILETYPE && number(f, entry + 2, 2) == TIFF_SHORT)
      return number(f, entry + (is_big ? 12 : 8), 2);
  return 0;
}

static page page_here(TIFF *tiff, file f) {
  page found = {.offset = TIFFCurrentDirOffset(tiff), .bits = 1};
  uint32_t kind = 0;
  uint16_t samples = 1, photometric = PHOTOMETRIC_MINISBLACK;
  TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &found.width);
  TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &found.height);
  TIFFGetField(tiff, TIFFTAG_SUBFILETYPE, &kind);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &found.bits);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &samples);
  TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &photometric);
  found.is_reduced = (kind & FILETYPE_REDUCEDIMAGE) != 0 || old_kind(f, found.offset) == OFILETYPE_REDUCEDIMAGE;
  found.is_mask = (kind & FILETYPE_MASK) != 0 || photometric == PHOTOMETRIC_MASK;
  found.is_grey = samples == 1 && (photometric == PHOTOMETRIC_MINISBLACK || photometric == PHOTOMETRIC_MINISWHITE);
  return found;
}

static cio_status too_many(void) {
  char words[40];
  snprintf(words, sizeof words, "has more than %d pages", MOST_PAGES);
  return cio_failed(CIO_SEVERAL_PAGES, words);
}

/// All directories, with the sub-directories of each. CIO_DAMAGED where one cannot be read, CIO_SEVERAL_PAGES where
/// there are more than `MOST_PAGES`.
static cio_status list(TIFF *tiff, file f, page *pages, int *count) {
  uint64_t inner[MOST_PAGES];
  int inner_count = 0;
  *count = 0;
  for (;;) {
    uint16_t offset_count = 0;
    const uint64_t *offsets = NULL;
    pages[(*count)++] = page_here(tiff, f);
    if (TIFFGetField(tiff, TIFFTAG_SUBIFD, &offset_count, &offsets) && offsets) {
      if (offset_count > MOST_PAGES - inner_count) return too_many();
      for (int i = 0; i < offset_count; i++) inner[inner_count++] = offsets[i];
    }
    if (TIFFLastDirectory(tiff)) break;
    if (*count == MOST_PAGES) return too_many();
    if (!TIFFReadDirectory(tiff)) return cio_failed(CIO_DAMAGED, "its list of pages");
  }
  if (inner_count > MOST_PAGES - *count) return too_many();
  for (int i = 0; i < inner_count; i++) {
    if (!TIFFSetSubDirectory(tiff, inner[i])) return cio_failed(CIO_DAMAGED, "its list of pages");
    pages[(*count)++] = page_here(tiff, f);
  }
  return cio_done();
}

/// At most half as wide and half as high, rounded up.
static int is_clearly_smaller(page one, page other) {
  return (one.width < other.width || one.height < other.height) &&
         one.width <= other.width / 2 + other.width % 2 && one.height <= other.height / 2 + other.height % 2;
}

cio_status cio_tiff_choose(TIFF *tiff, const uint8_t *bytes, size_t size, cio_tiff_pages *chosen) {
  page pages[MOST_PAGES];
  int count, kept = 0, whole = 0;
  cio_status status = list(tiff, (file){bytes, size}, pages, &count);
  if (status.code != CIO_DONE) return status;
  // Marks decide first; where every page is marked, they say nothing.
  for (int i = 0; i < count; i++) whole += !pages[i].is_reduced && !pages[i].is_mask;
  for (int i = 0; i < count; i++)
    if (whole == 0 || (!pages[i].is_reduced && !pages[i].is_mask)) pages[kept++] = pages[i];
  count = kept, kept = 0;
  page largest = pages[0];
  for (int i = 1; i < count; i++)
    if ((uint64_t)pages[i].width * pages[i].height > (uint64_t)largest.width * largest.height) largest = pages[i];
  for (int i = 0; i < count; i++)
    if (!is_clearly_smaller(pages[i], largest)) pages[kept++] = pages[i];

  int are_channels = kept == 3;
  for (int i = 0; i < kept; i++)
    are_channels &= pages[i].is_grey && pages[i].bits == pages[0].bits && pages[i].width == pages[0].width &&
                    pages[i].height == pages[0].height;
  chosen->count = are_channels ? 3 : 1;
  for (int i = 0; i < chosen->count; i++) chosen->offsets[i] = pages[i].offset;
  if (kept == chosen->count) return cio_done();
  char words[100];
  snprintf(words, sizeof words, "has %d pages of about the same size, and does not say which is the photograph", kept);
  return cio_failed(CIO_SEVERAL_PAGES, words);
}

// MARK: - What is not read

static const char *compression_name(uint16_t compression) {
  switch (compression) {
    case 33003: case 33005: case 33004: case 34712: return "it is compressed as JPEG 2000";
    case 22610: case 34934: return "it is compressed as JPEG XR";
    case 50002: case 52546: return "it is compressed as JPEG XL";
    case 50001: case 34927: return "it is compressed as WebP";
    case COMPRESSION_LZMA: return "it is compressed as LZMA";
    case 50000: case 34926: return "it is compressed as Zstandard";
    case 34887: return "it is compressed as LERC";
    case COMPRESSION_JBIG: return "it is compressed as JBIG";
    case 34892: return "it is compressed as the JPEG of DNG";
    default: return "its compression is not known here";
  }
}

/// The coding of the first JPEG in a page, see `cio_jpeg_coding`.
static const char *jpeg_coding(TIFF *tiff, const uint8_t *bytes, size_t count) {
  uint64_t offset = TIFFGetStrileOffset(tiff, 0), length = TIFFGetStrileByteCount(tiff, 0);
  if (offset > count || length > count - offset || length < 2) return NULL;
  return cio_jpeg_coding(bytes + offset, (size_t)length);
}

const char *cio_tiff_unread(TIFF *tiff, const uint8_t *bytes, size_t count) {
  uint16_t compression = COMPRESSION_NONE, format = SAMPLEFORMAT_UINT, photometric = PHOTOMETRIC_RGB, bits = 1;
  TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &compression);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &format);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &bits);
  TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &photometric);
  if (!TIFFIsCODECConfigured(compression)) return compression_name(compression);
  // As of JPEG: print colours need an ink profile, so a guess would hide a mistake.
  if (photometric == PHOTOMETRIC_SEPARATED) return "its colours are for print (CMYK)";
  int is_logarithmic = photometric == PHOTOMETRIC_LOGL || photometric == PHOTOMETRIC_LOGLUV;
  if (format == SAMPLEFORMAT_INT && bits < 16 && !is_logarithmic) return "its samples are signed numbers";
  if (format == SAMPLEFORMAT_IEEEFP && !is_logarithmic) return "its samples are floating-point numbers";
  if (compression == COMPRESSION_JPEG) return jpeg_coding(tiff, bytes, count);
  return NULL;
}
