// What the files about PNG share.
//
// libpng's errors longjmp: every function that calls setjmp holds all the png_ calls it guards, and what it needs after
// the jump lives in a `cio_png_session`, which is not a register.

#pragma once

#include "status.h"

#include <png.h>

typedef struct {
  png_structp png;
  png_infop info;
  cio_status status;
  // reading
  const uint8_t *bytes;
  size_t count;
  size_t position;
  uint8_t *row;
  uint32_t alpha_limit;  // the sample that is opaque
  uint32_t limit;        // the sample that is white; 0 where libpng lowers the samples
  // writing
  cio_buffer *result;
  size_t capacity;
} cio_png_session;

/// Starts libpng for reading. 0 without memory, and then the session's status says so.
int cio_png_start(cio_png_session *s);

/// Opens the picture and reads what precedes the pixels; they become whole samples of 8 or 16 bits. Called under setjmp.
void cio_png_open(cio_png_session *s, cio_header *header);

int cio_png_has_alpha(cio_png_session *s);

/// The samples that are white and opaque in a picture of 16-bit samples; `*limit` is 0 where they use all 16 bits.
cio_status cio_png_find_limits(const uint8_t *bytes, size_t count, uint32_t *limit, uint32_t *alpha_limit);

/// A row of 16-bit samples, with or without alpha, becomes one of 8 bits on black.
void cio_png_lower(png_structp png, png_row_infop row, png_bytep bytes);
