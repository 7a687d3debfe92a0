#pragma once

#include "instruction_set.h"

// One source, three instruction sets, chosen when the function is called. Written in front of the body of a function that
// other files do not see:
//
//     CK_CLONES(void, add, (float *x, const float *y, int count), (x, y, count)) { ... }
//
// `target_clones` is not used: it chooses when the program is loaded, so an environment variable cannot limit the
// instructions, one machine could test only one variant, and sanitizers crash on it.
#define CK_CLONES(type, name, parameters, arguments) CK_CLONES_OF(type, name, parameters, arguments)

#if defined(__x86_64__)
#define CK_CLONES_OF(type, name, parameters, arguments)                                                     \
  static inline __attribute__((always_inline)) type name##_body parameters;                                 \
  static type name##_baseline parameters { return name##_body arguments; }                                  \
  __attribute__((target("arch=x86-64-v3"))) static type name##_avx2 parameters { return name##_body arguments; }   \
  __attribute__((target("arch=x86-64-v4"))) static type name##_avx512 parameters { return name##_body arguments; } \
  static type name parameters {                                                                             \
    switch (ck_instructions()) {                                                                            \
      case CK_BASELINE: return name##_baseline arguments;                                                   \
      case CK_AVX2: return name##_avx2 arguments;                                                           \
      default: return name##_avx512 arguments;                                                              \
    }                                                                                                       \
  }                                                                                                         \
  static inline type name##_body parameters
#else
#define CK_CLONES_OF(type, name, parameters, arguments) static type name parameters
#endif
