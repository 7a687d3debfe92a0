// What differs between the major versions of oneDNN: `Version2.c` implements it for 2.6, `Version3.c` for 3.x, and
// the compiler takes the one whose headers it finds. Everything else, in `COneDNN.c`, is the same for both.
#pragma once
#include "COneDNN.h"
#include <dnnl.h>
#include <dnnl_debug.h>

#if DNNL_VERSION_MAJOR != 2 && DNNL_VERSION_MAJOR != 3
#error "COneDNN supports oneDNN 2.6 and 3.x; another major version needs a file beside Version2.c and Version3.c"
#endif

enum { MOST_ARGUMENTS = 64 };

#define TRY(call)                                \
  do {                                           \
    dnnl_status_t status_ = (call);              \
    if (status_ != dnnl_success) return status_; \
  } while (0)

// The library's "cpu_isa_avx512_core" as DNNL_MAX_CPU_ISA spells it. 3.4 and later use AVX10.1 as a name
// for what was called AVX512 before. The older name is written, so that versions can be compared.
void odn_spell_instruction_set(const char *name, char *text, size_t capacity);

// MARK: - Layouts

// In 2.x the value is a structure, in 3.x a handle to an object that must be destroyed.
struct odn_layout {
  dnnl_memory_desc_t value;
};

// The type in which calls of the library take a layout.
#if DNNL_VERSION_MAJOR == 2
typedef const dnnl_memory_desc_t *descriptor;
static inline descriptor described(const odn_layout *layout) { return layout ? &layout->value : NULL; }
#else
typedef const_dnnl_memory_desc_t descriptor;
static inline descriptor described(const odn_layout *layout) { return layout ? layout->value : NULL; }
#endif

// Each fills a layout; free it with `odn_layout_clear`.
dnnl_status_t odn_layout_fill(odn_layout *layout, int rank, const int64_t *extents, dnnl_data_type_t type,
                              dnnl_format_tag_t tag);
dnnl_status_t odn_layout_fill_part(odn_layout *layout, descriptor whole, const int64_t *extents,
                                   const int64_t *offsets);
dnnl_status_t odn_layout_copy(odn_layout *layout, descriptor value);
void odn_layout_clear(odn_layout *layout);
dnnl_data_type_t odn_descriptor_type(descriptor value);
// The layout of one of a primitive's memories, by the library's argument; NULL if there is none.
descriptor odn_argument_descriptor(const_dnnl_primitive_desc_t description, int argument);

// A layout that is freed at the end of its scope.
#define LOCAL_LAYOUT __attribute__((cleanup(odn_layout_clear))) odn_layout

// MARK: - Attributes

dnnl_status_t odn_append_sum(dnnl_post_ops_t post);
dnnl_status_t odn_append_relu(dnnl_post_ops_t post, float ceiling);
// The library's operation for a ReLU: with a ceiling (0: none) it is a clip to 0...ceiling.
static inline dnnl_alg_kind_t rectifier(float ceiling) { return ceiling > 0 ? dnnl_eltwise_clip : dnnl_eltwise_relu; }
// Multiplies what a primitive reads by a factor. `argument`: the argument with which the primitive takes the factor
// at run time; 0 if the attributes contain it.
dnnl_status_t odn_scale_source(dnnl_primitive_attr_t attributes, float factor, int *argument);

// MARK: - Descriptions of primitives

// What a primitive is requested with, and the resulting description.
typedef struct {
  odn_pass pass;
  dnnl_engine_t engine;
  dnnl_primitive_attr_t attributes;
  // The description of the forward pass, if a gradient is requested.
  const_dnnl_primitive_desc_t forward;
  dnnl_primitive_desc_t made;
} request;

static inline dnnl_prop_kind_t forward_kind(const request *r) {
  return r->pass == ODN_INFERENCE ? dnnl_forward_inference : dnnl_forward_training;
}

// How a window moves: strides, kernel and padding as oneDNN lists them, vertical first; and a convolution's method.
typedef struct {
  int64_t strides[2], kernel[2], before[2], after[2];
  dnnl_alg_kind_t method;
} geometry;

// In a gradient pass the layouts are those of the gradients. `bias` may be NULL.
dnnl_status_t odn_describe_convolution(request *r, const geometry *g, descriptor source, descriptor weights,
                                       descriptor bias, descriptor result);
dnnl_status_t odn_describe_pooling(request *r, dnnl_alg_kind_t kind, const geometry *g, descriptor source,
                                   descriptor result);
dnnl_status_t odn_describe_batch_norm(request *r, descriptor layout, float epsilon, unsigned flags);
dnnl_status_t odn_describe_relu(request *r, descriptor layout, float ceiling);
dnnl_status_t odn_describe_sum(request *r, int count, const float *scales, const descriptor *sources,
                               descriptor result);
dnnl_status_t odn_describe_concatenation(request *r, int count, const descriptor *sources);
