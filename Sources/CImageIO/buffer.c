#include "CImageIO.h"

#include <stdlib.h>

void cio_free(cio_buffer *buffer) {
  free(buffer->bytes);
  buffer->bytes = NULL;
  buffer->count = 0;
}
