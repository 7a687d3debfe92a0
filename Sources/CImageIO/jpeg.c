// JPEG through libjpeg-turbo's TurboJPEG API (the functions that 2.x and 3.x share).

#include "jpeg_coding.h"

#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>
#if __has_include(<jconfig.h>)
#include <jconfig.h>
#endif

/// The TurboJPEG API itself tells no version.
const char *cio_jpeg_version(void) {
#ifdef LIBJPEG_TURBO_VERSION
#define TEXT(x) #x
#define TEXT_OF(x) TEXT(x)
  return TEXT_OF(LIBJPEG_TURBO_VERSION);
#else
  return "";
#endif
}

/// Warnings after which every pixel is still right. Cameras write such files.
static int is_harmless(const char *warning) {
  static const char *const known[] = {"extraneous bytes before marker", "unknown JFIF revision",
                                      "Unknown Adobe color transform", "Invalid SOS parameters",
                                      "JFIF extension marker"};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (strstr(warning, known[i])) return 1;
  return 0;
}

cio_status cio_jpeg_header(const uint8_t *bytes, size_t count, cio_header *header) {
  tjhandle handle = tjInitDecompress();
  if (!handle) return cio_failed(CIO_NO_MEMORY, "TurboJPEG cannot start");
  int width = 0, height = 0, sampling = 0, colours = 0;
  int answer = tjDecompressHeader3(handle, bytes, count, &width, &height, &sampling, &colours);
  cio_status status = cio_done();
  if (answer != 0 && !(tjGetErrorCode(handle) == TJERR_WARNING && width > 0 && height > 0)) {
    const char *coding = cio_jpeg_coding(bytes, count);
    status = cio_failed(coding ? CIO_UNSUPPORTED : CIO_NOT_A_PICTURE, coding ? coding : tjGetErrorStr2(handle));
  } else if (colours == TJCS_CMYK || colours == TJCS_YCCK) {
    // Print colours need an ink profile to become RGB; no camera writes them, so a guess would hide a mistake.
    status = cio_failed(CIO_UNSUPPORTED, "its colours are for print (CMYK)");
  } else {
    *header = (cio_header){.width = (uint32_t)width, .height = (uint32_t)height,
                           .channels = colours == TJCS_GRAY ? 1 : 3, .orientation = 1};
  }
  tjDestroy(handle);
  return status;
}

void cio_jpeg_scaled(uint32_t *width, uint32_t *height, uint32_t at_least_width, uint32_t at_least_height) {
  int factor_count = 0;
  const tjscalingfactor *factors = tjGetScalingFactors(&factor_count);
  uint32_t full_width = *width, full_height = *height;
  for (int i = 0; factors && i < factor_count; i++) {
    if (factors[i].num > factors[i].denom) continue;
    // TJSCALED, without its overflow of int.
    uint32_t w = (uint32_t)(((uint64_t)full_width * factors[i].num + factors[i].denom - 1) / factors[i].denom);
    uint32_t h = (uint32_t)(((uint64_t)full_height * factors[i].num + factors[i].denom - 1) / factors[i].denom);
    if (w >= at_least_width && h >= at_least_height && (w < *width || h < *height)) {
      *width = w;
      *height = h;
    }
  }
}

cio_status cio_jpeg_decode(
    const uint8_t *bytes, size_t count, uint32_t width, uint32_t height, uint32_t channels, uint8_t *pixels) {
  tjhandle handle = tjInitDecompress();
  if (!handle) return cio_failed(CIO_NO_MEMORY, "TurboJPEG cannot start");
  int format = channels == 1 ? TJPF_GRAY : TJPF_RGB;
  int flags = TJFLAG_ACCURATEDCT | TJFLAG_LIMITSCANS;
  // TurboJPEG keeps the last warning only. Stopping at the first tells a harmless one from a damaged picture;
  // after a harmless one the picture is decoded again to the end, and the last warning is judged.
  int answer = tjDecompress2(handle, bytes, count, pixels, (int)width, 0, (int)height, format,
                             flags | TJFLAG_STOPONWARNING);
  if (answer != 0 && is_harmless(tjGetErrorStr2(handle)))
    answer = tjDecompress2(handle, bytes, count, pixels, (int)width, 0, (int)height, format, flags);
  cio_status status = cio_done();
  if (answer != 0 && !is_harmless(tjGetErrorStr2(handle))) {
    const char *words = tjGetErrorStr2(handle), *coding = cio_jpeg_coding(bytes, count);
    // A library that lacks a coding says so; any other message is about damage.
    int is_lacking = strstr(words, "nsupported") || strstr(words, "not implemented") || strstr(words, "omitted");
    status = coding && is_lacking ? cio_failed(CIO_UNSUPPORTED, coding) : cio_failed(CIO_DAMAGED, words);
  }
  tjDestroy(handle);
  return status;
}

cio_status cio_jpeg_encode(
    const uint8_t *pixels, uint32_t width, uint32_t height, uint32_t channels, int quality, int subsampled,
    cio_buffer *result) {
  *result = (cio_buffer){0};
  tjhandle handle = tjInitCompress();
  if (!handle) return cio_failed(CIO_NO_MEMORY, "TurboJPEG cannot start");
  unsigned char *encoded = NULL;
  unsigned long encoded_count = 0;
  int sampling = channels == 1 ? TJSAMP_GRAY : subsampled ? TJSAMP_420 : TJSAMP_444;
  int answer = tjCompress2(handle, pixels, (int)width, 0, (int)height, channels == 1 ? TJPF_GRAY : TJPF_RGB,
                           &encoded, &encoded_count, sampling, quality, TJFLAG_ACCURATEDCT);
  cio_status status = cio_done();
  if (answer != 0) {
    status = cio_failed(CIO_CANNOT_ENCODE, tjGetErrorStr2(handle));
  } else if ((result->bytes = malloc(encoded_count)) == NULL) {
    // Copied, because TurboJPEG's allocator need not be the C library's.
    status = cio_failed(CIO_NO_MEMORY, "no memory for the encoded picture");
  } else {
    memcpy(result->bytes, encoded, encoded_count);
    result->count = encoded_count;
  }
  tjFree(encoded);
  tjDestroy(handle);
  return status;
}
