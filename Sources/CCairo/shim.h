#include <cairo/cairo.h>
#include <fontconfig/fontconfig.h>
