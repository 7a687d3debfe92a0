// Debian keeps the serial headers in a folder of their own; named in full, so that pkg-config is not needed.
#if __has_include(<hdf5/serial/hdf5.h>)
#include <hdf5/serial/hdf5.h>
#else
#include <hdf5.h>
#endif

// What Swift cannot import because the library spells it as a macro: types, property lists, "everything".

static inline hid_t chdf5_float32(void) { return H5T_IEEE_F32LE; }
static inline hid_t chdf5_float64(void) { return H5T_IEEE_F64LE; }
static inline hid_t chdf5_int8(void) { return H5T_STD_I8LE; }
static inline hid_t chdf5_uint8(void) { return H5T_STD_U8LE; }
static inline hid_t chdf5_int16(void) { return H5T_STD_I16LE; }
static inline hid_t chdf5_uint16(void) { return H5T_STD_U16LE; }
static inline hid_t chdf5_int64(void) { return H5T_STD_I64LE; }
static inline hid_t chdf5_uint64(void) { return H5T_STD_U64LE; }
static inline hid_t chdf5_int32(void) { return H5T_STD_I32LE; }
static inline hid_t chdf5_uint32(void) { return H5T_STD_U32LE; }
static inline hid_t chdf5_string(void) { return H5T_C_S1; }

static inline hid_t chdf5_file_creation(void) { return H5P_FILE_CREATE; }
static inline hid_t chdf5_file_access(void) { return H5P_FILE_ACCESS; }
static inline hid_t chdf5_group_creation(void) { return H5P_GROUP_CREATE; }
static inline hid_t chdf5_dataset_creation(void) { return H5P_DATASET_CREATE; }
static inline hid_t chdf5_dataset_access(void) { return H5P_DATASET_ACCESS; }
static inline hid_t chdf5_default(void) { return H5P_DEFAULT; }

static inline unsigned chdf5_truncate(void) { return H5F_ACC_TRUNC; }
static inline unsigned chdf5_read_only(void) { return H5F_ACC_RDONLY; }
static inline hid_t chdf5_all(void) { return H5S_ALL; }
static inline hid_t chdf5_error_stack(void) { return H5E_DEFAULT; }
static inline size_t chdf5_variable(void) { return H5T_VARIABLE; }

/// IEEE 754 binary16, for which the library has no name before 1.14.4; the caller closes it.
static inline hid_t chdf5_float16(void) {
  hid_t type = H5Tcopy(H5T_IEEE_F32LE);
  if (type < 0) return type;
  if (H5Tset_fields(type, 15, 10, 5, 0, 10) < 0 || H5Tset_size(type, 2) < 0 || H5Tset_ebias(type, 15) < 0) {
    H5Tclose(type);
    return -1;
  }
  return type;
}

/// Opens files without locks: ours are never changed once named, and network file systems often refuse locks.
static inline herr_t chdf5_without_locks(hid_t access) {
#if H5_VERSION_GE(1, 10, 7)
  return H5Pset_file_locking(access, 0, 1);
#else
  (void)access;
  return 0;
#endif
}

/// Writes the oldest form of every structure that can hold it.
static inline herr_t chdf5_earliest_format(hid_t access) {
  return H5Pset_libver_bounds(access, H5F_LIBVER_EARLIEST, H5F_LIBVER_LATEST);
}

/// Whether the chunk at `offset` (of its first element) is stored: 1 or 0; negative on failure.
static inline int chdf5_is_chunk_stored(hid_t dataset, const hsize_t *offset) {
  haddr_t address = HADDR_UNDEF;
  hsize_t bytes = 0;
  unsigned skipped = 0;
  if (H5Dget_chunk_info_by_coord(dataset, offset, &skipped, &address, &bytes) < 0) return -1;
  return address != HADDR_UNDEF;
}

/// The kinds of links that name something elsewhere.
enum { CHDF5_HARD = 0, CHDF5_SOFT = 1, CHDF5_EXTERNAL = 2 };

/// The kind of a link and the bytes of its value; the version of `H5L_info_t` depends on that of the library.
static inline int chdf5_link(hid_t file, const char *path, size_t *bytes) {
  H5L_info_t info;
  if (H5Lget_info(file, path, &info, H5P_DEFAULT) < 0) return -1;
  *bytes = info.type == H5L_TYPE_HARD ? 0 : info.u.val_size;
  return info.type == H5L_TYPE_EXTERNAL ? CHDF5_EXTERNAL : info.type == H5L_TYPE_SOFT ? CHDF5_SOFT : CHDF5_HARD;
}
