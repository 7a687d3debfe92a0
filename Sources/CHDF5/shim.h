// Debian keeps the serial headers in a folder of their own; named in full, so that pkg-config is not needed.
#if __has_include(<hdf5/serial/hdf5.h>)
#include <hdf5/serial/hdf5.h>
#else
#include <hdf5.h>
#endif
