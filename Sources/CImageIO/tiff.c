// TIFF through libtiff, from memory, by its RGBA reader: every kind that it can show.

#include "status.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

// libtiff before 4.5 has one error handler for the whole process; the words go to the thread that asked.
static _Thread_local char last_words[200];

static void on_error(const char *module, const char *format, va_list arguments) {
  (void)module;
  if (last_words[0] == 0) vsnprintf(last_words, sizeof last_words, format, arguments);
}

static void on_warning(const char *module, const char *format, va_list arguments) {
  (void)module, (void)format, (void)arguments;  // private tags of cameras
}

static void install_handlers(void) {
  TIFFSetErrorHandler(on_error);
  TIFFSetWarningHandler(on_warning);
}

const char *cio_tiff_version(void) { return TIFFGetVersion(); }

typedef struct {
  const uint8_t *bytes;
  uint64_t count;
  uint64_t position;
} source;

static tmsize_t read_bytes(thandle_t handle, void *into, tmsize_t wanted) {
  source *s = handle;
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
  source *s = handle;
  s->position = offset + (whence == SEEK_CUR ? s->position : whence == SEEK_END ? s->count : 0);
  return s->position;
}

static int close_nothing(thandle_t handle) {
  (void)handle;
  return 0;
}

static toff_t count_bytes(thandle_t handle) { return ((source *)handle)->count; }

static int map_bytes(thandle_t handle, void **base, toff_t *count) {
  (void)handle, (void)base, (void)count;
  return 0;  // reading through read_bytes keeps libtiff's own bounds checks in force
}

static void unmap_bytes(thandle_t handle, void *base, toff_t count) {
  (void)handle, (void)base, (void)count;
}

static TIFF *open_source(source *s) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, install_handlers);
  last_words[0] = 0;
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

cio_status cio_tiff_header(const uint8_t *bytes, size_t count, cio_header *header) {
  source s = {.bytes = bytes, .count = count};
  TIFF *tiff = open_source(&s);
  if (!tiff) return cio_failed(CIO_NOT_A_PICTURE, last_words);
  uint32_t width = 0, height = 0;
  uint16_t samples = 1, photometric = PHOTOMETRIC_RGB, orientation = ORIENTATION_TOPLEFT;
  char reason[1024] = "";
  cio_status status = cio_done();
  if (!TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width) || !TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height) ||
      width == 0 || height == 0) {
    status = cio_failed(CIO_NOT_A_PICTURE, "it has no width or no height");
  } else if (!TIFFRGBAImageOK(tiff, reason)) {
    status = cio_failed(CIO_UNSUPPORTED, reason);
  } else {
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &samples);
    TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &photometric);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_ORIENTATION, &orientation);
    int is_grey = photometric == PHOTOMETRIC_MINISBLACK || photometric == PHOTOMETRIC_MINISWHITE;
    *header = (cio_header){.width = width, .height = height, .channels = is_grey ? 1 : 3,
                           .orientation = orientation >= 1 && orientation <= 8 ? orientation : 1};
  }
  TIFFClose(tiff);
  return status;
}

cio_status cio_tiff_decode(const uint8_t *bytes, size_t count, const cio_header *header, uint8_t *pixels) {
  source s = {.bytes = bytes, .count = count};
  TIFF *tiff = open_source(&s);
  if (!tiff) return cio_failed(CIO_NOT_A_PICTURE, last_words);
  size_t pixel_count = (size_t)header->width * header->height;
  uint32_t *packed = calloc(pixel_count, sizeof *packed);
  TIFFRGBAImage image;
  char reason[1024] = "";
  cio_status status = cio_done();
  if (!packed) {
    status = cio_failed(CIO_NO_MEMORY, "no memory for the pixels");
  } else if (!TIFFRGBAImageBegin(&image, tiff, 1, reason)) {
    status = cio_failed(CIO_UNSUPPORTED, reason);
  } else {
    // libtiff would mirror but never turn; the caller does both.
    image.orientation = image.req_orientation = ORIENTATION_TOPLEFT;
    if (image.width != header->width || image.height != header->height ||
        !TIFFRGBAImageGet(&image, packed, header->width, header->height) || last_words[0])
      status = cio_failed(CIO_DAMAGED, last_words);
    TIFFRGBAImageEnd(&image);
    // Colours come multiplied by alpha, which is the picture on black.
    for (size_t i = 0; status.code == CIO_DONE && i < pixel_count; i++) {
      if (header->channels == 1) {
        pixels[i] = TIFFGetR(packed[i]);
      } else {
        pixels[3 * i] = TIFFGetR(packed[i]);
        pixels[3 * i + 1] = TIFFGetG(packed[i]);
        pixels[3 * i + 2] = TIFFGetB(packed[i]);
      }
    }
  }
  free(packed);
  TIFFClose(tiff);
  return status;
}
