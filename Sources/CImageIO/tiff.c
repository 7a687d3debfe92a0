// TIFF through libtiff, from memory, by its RGBA reader in tiff_rgba.c: every kind that it can show. Samples of other
// depths are read in tiff_samples.c.

#include "depth.h"
#include "tiff_samples.h"
#include "tiff_source.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

_Thread_local char cio_tiff_words[200];

static void on_error(const char *module, const char *format, va_list arguments) {
  (void)module;
  if (cio_tiff_words[0] == 0) vsnprintf(cio_tiff_words, sizeof cio_tiff_words, format, arguments);
}

static void on_warning(const char *module, const char *format, va_list arguments) {
  (void)module, (void)format, (void)arguments;  // private tags of cameras
}

static void install_handlers(void) {
  TIFFSetErrorHandler(on_error);
  TIFFSetWarningHandler(on_warning);
}

const char *cio_tiff_version(void) { return TIFFGetVersion(); }

static tmsize_t read_bytes(thandle_t handle, void *into, tmsize_t wanted) {
  cio_tiff_source *s = handle;
  uint64_t left = s->position < s->count ? s->count - s->position : 0;
  uint64_t given = (uint64_t)wanted < left ? (uint64_t)wanted : left;
  memcpy(into, s->bytes + s->position * (given > 0), given);
  s->position += given;
  return (tmsize_t)given;
}

static tmsize_t write_bytes(thandle_t handle, void *from, tmsize_t count) {
  (void)handle, (void)from, (void)count;
  return -1;
}

static toff_t seek_to(thandle_t handle, toff_t offset, int whence) {
  cio_tiff_source *s = handle;
  s->position = offset + (whence == SEEK_CUR ? s->position : whence == SEEK_END ? s->count : 0);
  return s->position;
}

static int close_nothing(thandle_t handle) {
  (void)handle;
  return 0;
}

static toff_t count_bytes(thandle_t handle) { return ((cio_tiff_source *)handle)->count; }

static int map_bytes(thandle_t handle, void **base, toff_t *count) {
  (void)handle, (void)base, (void)count;
  return 0;  // reading through read_bytes keeps libtiff's own bounds checks in force
}

static void unmap_bytes(thandle_t handle, void *base, toff_t count) {
  (void)handle, (void)base, (void)count;
}

static TIFF *open_source(cio_tiff_source *s) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, install_handlers);
  cio_tiff_words[0] = 0;
#if TIFFLIB_VERSION >= 20221213
  TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
  if (!options) return NULL;
  TIFFOpenOptionsSetMaxSingleMemAlloc(options, (tmsize_t)1 << 31);  // a damaged tag asks for anything
  TIFF *tiff = TIFFClientOpenExt("picture", "rm", s, read_bytes, write_bytes, seek_to, close_nothing,
                                 count_bytes, map_bytes, unmap_bytes, options);
  TIFFOpenOptionsFree(options);
  return tiff;
#else
  return TIFFClientOpen("picture", "rm", s, read_bytes, write_bytes, seek_to, close_nothing, count_bytes,
                        map_bytes, unmap_bytes);
#endif
}

cio_status cio_tiff_open(cio_tiff_source *s, TIFF **tiff, cio_tiff_pages *pages) {
  *tiff = open_source(s);
  if (!*tiff) return cio_failed(CIO_NOT_A_PICTURE, cio_tiff_words);
  cio_status status = cio_tiff_choose(*tiff, s->bytes, (size_t)s->count, pages);
  cio_tiff_words[0] = 0;  // what is wrong with other pages does not concern the picture
  if (status.code == CIO_DONE && !TIFFSetSubDirectory(*tiff, pages->offsets[0]))
    status = cio_failed(CIO_DAMAGED, cio_tiff_words);
  if (status.code != CIO_DONE) {
    TIFFClose(*tiff);
    *tiff = NULL;
  }
  return status;
}

cio_status cio_tiff_header(const uint8_t *bytes, size_t count, cio_header *header) {
  cio_tiff_source s = {.bytes = bytes, .count = count};
  TIFF *tiff;
  cio_tiff_pages pages;
  cio_status status = cio_tiff_open(&s, &tiff, &pages);
  if (!tiff) return status;
  uint32_t width = 0, height = 0;
  uint16_t photometric = PHOTOMETRIC_RGB, orientation = ORIENTATION_TOPLEFT;
  char reason[1024] = "";
  const char *unread = cio_tiff_unread(tiff, bytes, count);
  cio_tiff_layout layout;
  if (!TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width) || !TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height) ||
      width == 0 || height == 0) {
    status = cio_failed(CIO_NOT_A_PICTURE, "it has no width or no height");
  } else if (unread) {
    status = cio_failed(CIO_UNSUPPORTED, unread);
  } else if (!(cio_tiff_is_deep(tiff, &layout) && layout.bits < 16) && !TIFFRGBAImageOK(tiff, reason)) {
    status = cio_failed(CIO_UNSUPPORTED, reason);
  } else {
    TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &photometric);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_ORIENTATION, &orientation);
    int is_grey = photometric == PHOTOMETRIC_MINISBLACK || photometric == PHOTOMETRIC_MINISWHITE;
    *header = (cio_header){.width = width, .height = height, .channels = is_grey && pages.count == 1 ? 1 : 3,
                           .orientation = orientation >= 1 && orientation <= 8 ? orientation : 1};
  }
  TIFFClose(tiff);
  return status;
}

/// The samples that are white and opaque in pages read at their own depth; 0 in `limit` where libtiff's RGBA reader
/// reads them: samples of 8 bits, and of 16 that use all 16.
static cio_status find_limits(TIFF *tiff, const cio_tiff_pages *pages, uint32_t *limit, uint32_t *alpha_limit) {
  uint32_t used = 0, used_alpha = 0;
  cio_tiff_layout layout;
  *limit = *alpha_limit = 0;
  for (int i = 0; i < pages->count; i++) {
    if (!TIFFSetSubDirectory(tiff, pages->offsets[i])) return cio_failed(CIO_DAMAGED, cio_tiff_words);
    if (!cio_tiff_is_deep(tiff, &layout)) return cio_done();
    if (!cio_tiff_survey(tiff, &layout, &used, &used_alpha)) return cio_failed(CIO_DAMAGED, cio_tiff_words);
  }
  // Fewer bits than 16 are a depth already, unless the file declares fewer still.
  int is_declared = layout.declared > 0 && used < 1u << layout.declared;
  int depth = layout.bits == 16 ? cio_depth(used, layout.declared) : is_declared ? layout.declared : layout.bits;
  if (depth == 0) return cio_depth_unclear();
  if (layout.is_signed && used >= 1u << 15) return cio_failed(CIO_UNSUPPORTED, "it has samples below 0");
  if (layout.is_signed && depth == 16) depth = 15;
  if (depth < 16) {
    *limit = (1u << depth) - 1;
    *alpha_limit = used_alpha > 0 && used_alpha <= *limit ? *limit : (1u << layout.bits) - 1;
  }
  return cio_done();
}

cio_status cio_tiff_decode(const uint8_t *bytes, size_t count, const cio_header *header, uint8_t *pixels) {
  cio_tiff_source s = {.bytes = bytes, .count = count};
  TIFF *tiff;
  cio_tiff_pages pages;
  cio_status status = cio_tiff_open(&s, &tiff, &pages);
  if (!tiff) return status;
  uint32_t limit = 0, alpha_limit = 0, *packed = NULL;
  status = find_limits(tiff, &pages, &limit, &alpha_limit);
  if (status.code == CIO_DONE && limit == 0) {
    packed = calloc((size_t)header->width * header->height, sizeof *packed);
    if (!packed) status = cio_failed(CIO_NO_MEMORY, "no memory for the pixels");
  }
  for (int i = 0; i < pages.count && status.code == CIO_DONE; i++) {
    int channels = pages.count == 3 ? 1 : (int)header->channels;
    cio_tiff_layout layout;
    cio_tiff_words[0] = 0;
    if (!TIFFSetSubDirectory(tiff, pages.offsets[i])) {
      status = cio_failed(CIO_DAMAGED, cio_tiff_words);
    } else if (limit == 0) {
      status = cio_tiff_decode_page(tiff, header, packed, channels, pixels + i, header->channels);
    } else if (!cio_tiff_is_deep(tiff, &layout) || layout.width != header->width || layout.height != header->height ||
               layout.colour_count != channels ||
               !cio_tiff_lower(tiff, &layout, limit, alpha_limit, pixels + i, header->channels)) {
      status = cio_failed(CIO_DAMAGED, cio_tiff_words);
    }
  }
  free(packed);
  TIFFClose(tiff);
  return status;
}
