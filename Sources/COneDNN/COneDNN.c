#include "COneDNN.h"
#include <dnnl.h>
#include <pthread.h>
#include <stdlib.h>

#if DNNL_VERSION_MAJOR != 2
#error "COneDNN speaks oneDNN 2.x; version 3 needs its descriptors (this file alone) rewritten"
#endif

enum { MOST_ARGUMENTS = 64 };

struct odn_layout {
  dnnl_memory_desc_t value;
};

struct odn_primitive {
  dnnl_primitive_desc_t description;
  dnnl_primitive_t code;
  dnnl_exec_arg_t arguments[MOST_ARGUMENTS];
  int argument_count;
  // Of a convolution what it was made from, so that it can be made again by itself; `convolves` is 0 for others.
  int convolves;
  odn_pass pass;
  odn_window window;
};

// One engine and one stream for the process: oneDNN's CPU stream runs in the calling thread and keeps nothing.
static dnnl_engine_t engine;
static dnnl_stream_t stream;
static dnnl_status_t opened;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void open_engine(void) {
  opened = dnnl_engine_create(&engine, dnnl_cpu, 0);
  if (opened == dnnl_success) opened = dnnl_stream_create(&stream, engine, dnnl_stream_default_flags);
}

#define TRY(call)                            \
  do {                                       \
    dnnl_status_t status_ = (call);          \
    if (status_ != dnnl_success) return status_; \
  } while (0)

int odn_version(void) {
  const dnnl_version_t *version = dnnl_version();
  return version->major * 10000 + version->minor * 100 + version->patch;
}

const char *odn_instruction_set(void) {
  switch (dnnl_get_effective_cpu_isa()) {
    case dnnl_cpu_isa_sse41: return "SSE41";
    case dnnl_cpu_isa_avx: return "AVX";
    case dnnl_cpu_isa_avx2: return "AVX2";
    case dnnl_cpu_isa_avx2_vnni: return "AVX2_VNNI";
    case dnnl_cpu_isa_avx512_core: return "AVX512_CORE";
    case dnnl_cpu_isa_avx512_core_vnni: return "AVX512_CORE_VNNI";
    case dnnl_cpu_isa_avx512_core_bf16: return "AVX512_CORE_BF16";
    case dnnl_cpu_isa_avx512_core_amx: return "AVX512_CORE_AMX";
#if DNNL_VERSION_MAJOR >= 3
    case dnnl_cpu_isa_avx2_vnni_2: return "AVX2_VNNI_2";
    case dnnl_cpu_isa_avx512_core_fp16: return "AVX512_CORE_FP16";
    case dnnl_cpu_isa_avx512_core_amx_fp16: return "AVX512_CORE_AMX_FP16";
#endif
    default: return "another";
  }
}

const char *odn_status_text(int status) {
  switch (status) {
    case dnnl_out_of_memory: return "out of memory";
    case dnnl_invalid_arguments: return "invalid arguments";
    case dnnl_unimplemented: return "not implemented";
    case dnnl_runtime_error: return "run-time error";
    default: return "failed";
  }
}

// MARK: - Layouts

static int keep_layout(dnnl_memory_desc_t value, odn_layout **layout) {
  *layout = malloc(sizeof **layout);
  if (!*layout) return dnnl_out_of_memory;
  (*layout)->value = value;
  return dnnl_success;
}

static dnnl_data_type_t library_type(odn_type type) { return type == ODN_BF16 ? dnnl_bf16 : dnnl_f32; }

int odn_layout_make(odn_type type, odn_order order, int rank, const int64_t *extents, odn_layout **layout) {
  static const dnnl_format_tag_t tags[] = {dnnl_format_tag_undef, dnnl_a, dnnl_ab, dnnl_abc, dnnl_abcd};
  static const dnnl_format_tag_t orders[] = {dnnl_nchw, dnnl_nhwc, dnnl_nChw8c, dnnl_nChw16c};
  if (rank < 1 || rank > 4 || (order != ODN_ROW_MAJOR && rank != 4)) return dnnl_invalid_arguments;
  dnnl_memory_desc_t value;
  TRY(dnnl_memory_desc_init_by_tag(&value, rank, extents, library_type(type),
                                   rank == 4 ? orders[order] : tags[rank]));
  return keep_layout(value, layout);
}

int odn_layout_part(const odn_layout *whole, int rank, const int64_t *extents, const int64_t *offsets,
                    odn_layout **layout) {
  (void)rank;
  dnnl_memory_desc_t value;
  TRY(dnnl_memory_desc_init_submemory(&value, &whole->value, extents, offsets));
  return keep_layout(value, layout);
}

int odn_layout_equal(const odn_layout *one, const odn_layout *other) {
  return dnnl_memory_desc_equal(&one->value, &other->value);
}

odn_type odn_layout_type(const odn_layout *layout) {
  return layout->value.data_type == dnnl_bf16 ? ODN_BF16 : ODN_F32;
}

size_t odn_layout_bytes(const odn_layout *layout) { return dnnl_memory_desc_get_size(&layout->value); }
void odn_layout_free(odn_layout *layout) { free(layout); }

static dnnl_memory_desc_t any_layout(dnnl_data_type_t type, int rank, const int64_t *extents) {
  dnnl_memory_desc_t value;
  dnnl_memory_desc_init_by_tag(&value, rank, extents, type, dnnl_format_tag_any);
  return value;
}

// MARK: - Making primitives

static int make_attributes(const odn_finish *finish, dnnl_primitive_attr_t *attributes) {
  TRY(dnnl_primitive_attr_create(attributes));
  TRY(dnnl_primitive_attr_set_scratchpad_mode(*attributes, dnnl_scratchpad_mode_user));
  if (!finish || (!finish->addend && !finish->accumulates && !finish->relu)) return dnnl_success;
  dnnl_post_ops_t post;
  TRY(dnnl_post_ops_create(&post));
  dnnl_status_t status = dnnl_success;
  if (finish->addend) status = dnnl_post_ops_append_binary(post, dnnl_binary_add, &finish->addend->value);
  if (status == dnnl_success && finish->accumulates) status = dnnl_post_ops_append_sum(post, 1);
  if (status == dnnl_success && finish->relu)
    status = dnnl_post_ops_append_eltwise(post, 1, dnnl_eltwise_relu, 0, 0);
  if (status == dnnl_success) status = dnnl_primitive_attr_set_post_ops(*attributes, post);
  dnnl_post_ops_destroy(post);
  return status;
}

// Owns `description` from here on.
static int finish_primitive(dnnl_primitive_desc_t description, odn_primitive **primitive) {
  odn_primitive *made = calloc(1, sizeof *made);
  if (!made) {
    dnnl_primitive_desc_destroy(description);
    return dnnl_out_of_memory;
  }
  made->description = description;
  dnnl_status_t status = dnnl_primitive_create(&made->code, description);
  if (status != dnnl_success) {
    odn_primitive_free(made);
    return status;
  }
  *primitive = made;
  return dnnl_success;
}

static int make(const_dnnl_op_desc_t operation, const odn_finish *finish, const odn_primitive *forward,
                odn_primitive **primitive) {
  pthread_once(&once, open_engine);
  TRY(opened);
  dnnl_primitive_attr_t attributes = NULL;
  dnnl_status_t status = make_attributes(finish, &attributes);
  dnnl_primitive_desc_t description = NULL;
  if (status == dnnl_success)
    status = dnnl_primitive_desc_create(&description, operation, attributes, engine,
                                        forward ? forward->description : NULL);
  if (attributes) dnnl_primitive_attr_destroy(attributes);
  TRY(status);
  return finish_primitive(description, primitive);
}

static dnnl_prop_kind_t forward_kind(odn_pass pass) {
  return pass == ODN_INFERENCE ? dnnl_forward_inference : dnnl_forward_training;
}

int odn_convolution(odn_pass pass, const odn_window *w, odn_finish finish, const odn_primitive *forward,
                    odn_primitive **primitive) {
  int64_t input[] = {w->items, w->input_channels, w->input_height, w->input_width};
  int64_t output[] = {w->items, w->output_channels, w->output_height, w->output_width};
  int64_t kernel[] = {w->output_channels, w->input_channels, w->kernel_height, w->kernel_width};
  int64_t strides[] = {w->stride_y, w->stride_x}, before[] = {w->top, w->left}, after[] = {w->bottom, w->right};
  dnnl_data_type_t maps = library_type(w->type);
  dnnl_memory_desc_t source = any_layout(maps, 4, input), result = any_layout(maps, 4, output);
  dnnl_memory_desc_t weights = any_layout(pass == ODN_WEIGHTS_GRADIENT_PASS ? dnnl_f32 : maps, 4, kernel);
  dnnl_memory_desc_t bias = any_layout(dnnl_f32, 1, output + 1);
  if (finish.addend) result = finish.addend->value;
  dnnl_convolution_desc_t operation;
  switch (pass) {
    case ODN_INFERENCE:
    case ODN_TRAINING:
      TRY(dnnl_convolution_forward_desc_init(&operation, forward_kind(pass), dnnl_convolution_direct, &source,
                                             &weights, w->bias ? &bias : NULL, &result, strides, before,
                                             after));
      break;
    case ODN_DATA_GRADIENT:
      TRY(dnnl_convolution_backward_data_desc_init(&operation, dnnl_convolution_direct, &source, &weights,
                                                   &result, strides, before, after));
      break;
    case ODN_WEIGHTS_GRADIENT_PASS:
      TRY(dnnl_convolution_backward_weights_desc_init(&operation, dnnl_convolution_direct, &source, &weights,
                                                      w->bias ? &bias : NULL, &result, strides, before, after));
      break;
  }
  TRY(make(&operation, &finish, forward, primitive));
  (*primitive)->convolves = 1;
  (*primitive)->pass = pass;
  (*primitive)->window = *w;
  return dnnl_success;
}

int odn_pooling(odn_pass pass, odn_pooling_kind kind, const odn_window *w, const odn_layout *layout,
                const odn_primitive *forward, odn_primitive **primitive) {
  static const dnnl_alg_kind_t kinds[] = {dnnl_pooling_max, dnnl_pooling_avg_include_padding,
                                          dnnl_pooling_avg_exclude_padding};
  int64_t output[] = {w->items, w->output_channels, w->output_height, w->output_width};
  int64_t kernel[] = {w->kernel_height, w->kernel_width}, strides[] = {w->stride_y, w->stride_x};
  int64_t before[] = {w->top, w->left}, after[] = {w->bottom, w->right};
  dnnl_memory_desc_t result = any_layout(layout->value.data_type, 4, output);
  dnnl_pooling_desc_t operation;
  if (pass == ODN_DATA_GRADIENT)
    TRY(dnnl_pooling_backward_desc_init(&operation, kinds[kind], &layout->value, &result, strides, kernel,
                                        before, after));
  else
    TRY(dnnl_pooling_forward_desc_init(&operation, forward_kind(pass), kinds[kind], &layout->value, &result,
                                       strides, kernel, before, after));
  return make(&operation, NULL, forward, primitive);
}

int odn_batch_norm(odn_pass pass, const odn_layout *layout, float epsilon, int fixed_statistics, int relu,
                   const odn_primitive *forward, odn_primitive **primitive) {
  unsigned flags = dnnl_use_scale | dnnl_use_shift | (fixed_statistics ? dnnl_use_global_stats : 0) |
                   (relu ? dnnl_fuse_norm_relu : 0);
  dnnl_batch_normalization_desc_t operation;
  if (pass == ODN_DATA_GRADIENT)
    TRY(dnnl_batch_normalization_backward_desc_init(&operation, dnnl_backward, &layout->value, &layout->value,
                                                    epsilon, flags));
  else
    TRY(dnnl_batch_normalization_forward_desc_init(&operation, forward_kind(pass), &layout->value, epsilon,
                                                   flags));
  return make(&operation, NULL, forward, primitive);
}

int odn_relu(odn_pass pass, const odn_layout *layout, const odn_primitive *forward, odn_primitive **primitive) {
  dnnl_eltwise_desc_t operation;
  if (pass == ODN_DATA_GRADIENT)
    TRY(dnnl_eltwise_backward_desc_init(&operation, dnnl_eltwise_relu_use_dst_for_bwd, &layout->value,
                                        &layout->value, 0, 0));
  else
    TRY(dnnl_eltwise_forward_desc_init(&operation, forward_kind(pass), dnnl_eltwise_relu_use_dst_for_bwd,
                                       &layout->value, 0, 0));
  return make(&operation, NULL, forward, primitive);
}

int odn_inner_product(odn_pass pass, int64_t items, int64_t inputs, int64_t outputs,
                      const odn_primitive *forward, odn_primitive **primitive) {
  int64_t input[] = {items, inputs}, output[] = {items, outputs}, kernel[] = {outputs, inputs};
  dnnl_memory_desc_t source, result;
  dnnl_memory_desc_t weights = any_layout(dnnl_f32, 2, kernel), bias = any_layout(dnnl_f32, 1, &outputs);
  TRY(dnnl_memory_desc_init_by_tag(&source, 2, input, dnnl_f32, dnnl_ab));
  TRY(dnnl_memory_desc_init_by_tag(&result, 2, output, dnnl_f32, dnnl_ab));
  dnnl_inner_product_desc_t operation;
  switch (pass) {
    case ODN_INFERENCE:
    case ODN_TRAINING:
      TRY(dnnl_inner_product_forward_desc_init(&operation, forward_kind(pass), &source, &weights, &bias,
                                               &result));
      break;
    case ODN_DATA_GRADIENT:
      TRY(dnnl_inner_product_backward_data_desc_init(&operation, &source, &weights, &result));
      break;
    case ODN_WEIGHTS_GRADIENT_PASS:
      TRY(dnnl_inner_product_backward_weights_desc_init(&operation, &source, &weights, &bias, &result));
      break;
  }
  return make(&operation, NULL, forward, primitive);
}

// MARK: - Primitives whose descriptions are made at once

typedef struct {
  int count;
  const float *scales;
  const dnnl_memory_desc_t *sources;
  const dnnl_memory_desc_t *to;
  float scale;
  int adds;
} many;

static int describe_sum(dnnl_primitive_desc_t *made, const many *m, dnnl_primitive_attr_t attributes) {
  return dnnl_sum_primitive_desc_create(made, m->to, m->count, m->scales, m->sources, attributes, engine);
}

static int describe_concatenation(dnnl_primitive_desc_t *made, const many *m, dnnl_primitive_attr_t attributes) {
  return dnnl_concat_primitive_desc_create(made, NULL, m->count, 1, m->sources, attributes, engine);
}

static int describe_reorder(dnnl_primitive_desc_t *made, const many *m, dnnl_primitive_attr_t attributes) {
  if (m->scale != 1) TRY(dnnl_primitive_attr_set_output_scales(attributes, 1, 0, &m->scale));
  if (m->adds) {
    dnnl_post_ops_t post;
    TRY(dnnl_post_ops_create(&post));
    dnnl_status_t status = dnnl_post_ops_append_sum(post, 1);
    if (status == dnnl_success) status = dnnl_primitive_attr_set_post_ops(attributes, post);
    dnnl_post_ops_destroy(post);
    TRY(status);
  }
  return dnnl_reorder_primitive_desc_create(made, m->sources, engine, m->to, engine, attributes);
}

static int make_many(int (*describe)(dnnl_primitive_desc_t *, const many *, dnnl_primitive_attr_t),
                     const many *m, odn_primitive **primitive) {
  pthread_once(&once, open_engine);
  TRY(opened);
  dnnl_primitive_attr_t attributes = NULL;
  dnnl_primitive_desc_t description = NULL;
  dnnl_status_t status = make_attributes(NULL, &attributes);
  if (status == dnnl_success) status = describe(&description, m, attributes);
  if (attributes) dnnl_primitive_attr_destroy(attributes);
  TRY(status);
  return finish_primitive(description, primitive);
}

int odn_sum(int count, const float *scales, const odn_layout *layout, odn_primitive **primitive) {
  if (count < 1 || count > MOST_ARGUMENTS - 2) return dnnl_invalid_arguments;
  dnnl_memory_desc_t sources[MOST_ARGUMENTS];
  for (int i = 0; i < count; i++) sources[i] = layout->value;
  many m = {.count = count, .scales = scales, .sources = sources, .to = &layout->value};
  return make_many(describe_sum, &m, primitive);
}

int odn_concatenation(int count, const odn_layout *const *layouts, odn_primitive **primitive) {
  if (count < 1 || count > MOST_ARGUMENTS - 2) return dnnl_invalid_arguments;
  dnnl_memory_desc_t sources[MOST_ARGUMENTS];
  for (int i = 0; i < count; i++) sources[i] = layouts[i]->value;
  many m = {.count = count, .sources = sources};
  return make_many(describe_concatenation, &m, primitive);
}

int odn_reorder(const odn_layout *from, const odn_layout *to, float scale, int adds, odn_primitive **primitive) {
  many m = {.count = 1, .sources = &from->value, .to = &to->value, .scale = scale, .adds = adds};
  return make_many(describe_reorder, &m, primitive);
}

// MARK: - Using primitives

static int library_argument(int argument) {
  switch (argument) {
    case ODN_SOURCE: return DNNL_ARG_SRC;
    case ODN_SOURCE_1: return DNNL_ARG_SRC_1;
    case ODN_RESULT: return DNNL_ARG_DST;
    case ODN_WEIGHTS: return DNNL_ARG_WEIGHTS;
    case ODN_BIAS: return DNNL_ARG_BIAS;
    case ODN_MEAN: return DNNL_ARG_MEAN;
    case ODN_VARIANCE: return DNNL_ARG_VARIANCE;
    case ODN_SCALE: return DNNL_ARG_SCALE;
    case ODN_SHIFT: return DNNL_ARG_SHIFT;
    case ODN_WORKSPACE: return DNNL_ARG_WORKSPACE;
    case ODN_SCRATCH: return DNNL_ARG_SCRATCHPAD;
    case ODN_ADDEND: return DNNL_ARG_ATTR_MULTIPLE_POST_OP(0) | DNNL_ARG_SRC_1;
    case ODN_SOURCE_GRADIENT: return DNNL_ARG_DIFF_SRC;
    case ODN_RESULT_GRADIENT: return DNNL_ARG_DIFF_DST;
    case ODN_WEIGHTS_GRADIENT: return DNNL_ARG_DIFF_WEIGHTS;
    case ODN_BIAS_GRADIENT: return DNNL_ARG_DIFF_BIAS;
    case ODN_SCALE_GRADIENT: return DNNL_ARG_DIFF_SCALE;
    case ODN_SHIFT_GRADIENT: return DNNL_ARG_DIFF_SHIFT;
    default: return DNNL_ARG_MULTIPLE_SRC + (argument - ODN_SOURCES);
  }
}

static const dnnl_memory_desc_t *argument_layout(const odn_primitive *primitive, int argument) {
  const dnnl_memory_desc_t *value = dnnl_primitive_desc_query_md(
      primitive->description, dnnl_query_exec_arg_md, library_argument(argument));
  return value && value->ndims > 0 ? value : NULL;
}

odn_layout *odn_primitive_layout(const odn_primitive *primitive, int argument) {
  const dnnl_memory_desc_t *value = argument_layout(primitive, argument);
  odn_layout *layout = NULL;
  if (value) keep_layout(*value, &layout);
  return layout;
}

const char *odn_primitive_implementation(const odn_primitive *primitive) {
  const char *text = NULL;
  dnnl_primitive_desc_query(primitive->description, dnnl_query_impl_info_str, 0, (void *)&text);
  return text ? text : "unknown";
}

odn_kind odn_primitive_kind(const odn_primitive *primitive) {
  dnnl_primitive_kind_t kind = dnnl_undefined_primitive;
  dnnl_primitive_desc_query(primitive->description, dnnl_query_primitive_kind, 0, &kind);
  switch (kind) {
    case dnnl_convolution: return ODN_A_CONVOLUTION;
    case dnnl_batch_normalization: return ODN_A_BATCH_NORM;
    case dnnl_pooling: return ODN_A_POOLING;
    case dnnl_concat: return ODN_A_CONCATENATION;
    case dnnl_sum: return ODN_A_SUM;
    case dnnl_eltwise: return ODN_A_RELU;
    case dnnl_inner_product: return ODN_AN_INNER_PRODUCT;
    case dnnl_reorder: return ODN_A_REORDER;
    default: return ODN_ANOTHER;
  }
}

int odn_primitive_convolution(const odn_primitive *primitive, odn_pass *pass, odn_window *window) {
  *pass = primitive->pass;
  *window = primitive->window;
  return primitive->convolves;
}

int odn_bind(odn_primitive *primitive, int argument, void *data) {
  int key = library_argument(argument);
  for (int i = 0; i < primitive->argument_count; i++)
    if (primitive->arguments[i].arg == key)
      return dnnl_memory_set_data_handle(primitive->arguments[i].memory, data);
  if (primitive->argument_count == MOST_ARGUMENTS) return dnnl_invalid_arguments;
  const dnnl_memory_desc_t *value = argument_layout(primitive, argument);
  if (!value) return dnnl_invalid_arguments;
  dnnl_memory_t memory;
  TRY(dnnl_memory_create(&memory, value, engine, data));
  primitive->arguments[primitive->argument_count++] = (dnnl_exec_arg_t){.arg = key, .memory = memory};
  return dnnl_success;
}

int odn_run(odn_primitive *primitive) {
  TRY(dnnl_primitive_execute(primitive->code, stream, primitive->argument_count, primitive->arguments));
  return dnnl_stream_wait(stream);
}

void odn_primitive_free(odn_primitive *primitive) {
  if (!primitive) return;
  for (int i = 0; i < primitive->argument_count; i++) dnnl_memory_destroy(primitive->arguments[i].memory);
  if (primitive->code) dnnl_primitive_destroy(primitive->code);
  dnnl_primitive_desc_destroy(primitive->description);
  free(primitive);
}
