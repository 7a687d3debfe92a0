// The decoders of CImageIO under clang's libFuzzer: `make fuzz-decoders`.
//
// The codecs' own libraries are Debian's and carry no coverage, so that libFuzzer is led by the code of CImageIO
// alone; its checks of memory hold for their allocations too.

#include "CImageIO.h"

#include <stdlib.h>

/// As many pixels as a decoder is given room for; a larger picture is left at its header.
enum { largest = 1 << 18 };

typedef cio_status (*header_reader)(const uint8_t *, size_t, cio_header *);

static uint8_t *room_for(const cio_header *header) {
  uint64_t pixels = (uint64_t)header->width * header->height;
  // Exactly as many bytes as promised: one more written is found.
  return pixels > 0 && pixels <= largest ? malloc(pixels * header->channels) : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  static const header_reader readers[] = {cio_jpeg_header, cio_png_header, cio_tiff_header};
  for (size_t format = 0; format < sizeof readers / sizeof *readers; format++) {
    cio_header header = {0};
    if (readers[format](bytes, count, &header).code != CIO_DONE) continue;
    size_t opaque_count = 0;
    uint8_t *pixels = room_for(&header);
    if (!pixels) continue;
    switch (format) {
      case 0: cio_jpeg_decode(bytes, count, header.width, header.height, header.channels, pixels); break;
      case 1:
        cio_png_decode(bytes, count, &header, pixels);
        cio_png_opaque(bytes, count, &opaque_count);
        break;
      default:
        cio_tiff_decode(bytes, count, &header, pixels);
        cio_tiff_opaque(bytes, count, &header, &opaque_count);
        break;
    }
    free(pixels);
  }
  return 0;
}
