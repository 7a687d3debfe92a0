#pragma once

#include "CImageIO.h"

#include <stdio.h>

static inline cio_status cio_done(void) { return (cio_status){.code = CIO_DONE, .message = ""}; }

static inline cio_status cio_failed(cio_code code, const char *message) {
  cio_status status = {.code = code, .message = ""};
  snprintf(status.message, sizeof status.message, "%s", message ? message : "");
  return status;
}
