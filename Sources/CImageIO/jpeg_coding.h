// The rarer codings of JPEG, told apart by their frame header.

#pragma once

#include "status.h"

/// What is unusual about a JPEG's coding, as a clause; NULL for baseline and progressive ones of 8 bits, and where no
/// frame header is found. Source: ITU-T T.81, table B.1; T.87 for JPEG-LS.
static inline const char *cio_jpeg_coding(const uint8_t *bytes, size_t count) {
  size_t position = 2;
  while (position + 5 <= count && bytes[position] == 0xFF) {
    uint8_t marker = bytes[position + 1];
    if (marker == 0xFF) {  // a fill byte
      position += 1;
    } else if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {  // no content
      position += 2;
    } else if (marker == 0xDA || marker == 0xD9) {
      return NULL;
    } else if (marker == 0xF7) {
      return "it is coded as JPEG-LS";
    } else if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
      int kind = marker & 3, is_arithmetic = marker > 0xC8;
      if (kind == 3) return "it is coded without loss (lossless JPEG)";
      if (marker & 4) return "its coding is hierarchical";
      if (bytes[position + 4] == 12) return "it has 12 bits a sample";
      if (bytes[position + 4] != 8) return "its samples do not have 8 bits";
      return is_arithmetic ? "its coding is arithmetic" : NULL;
    } else {
      position += 2 + ((size_t)bytes[position + 2] << 8 | bytes[position + 3]);
    }
  }
  return NULL;
}
