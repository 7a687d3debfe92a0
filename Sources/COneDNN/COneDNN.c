#include "Library.h"
#include <ctype.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct odn_primitive {
  dnnl_primitive_desc_t description;
  dnnl_primitive_t code;
  dnnl_exec_arg_t arguments[MOST_ARGUMENTS];
  int argument_count;
  // The factor of the source, for library versions that take it at run time.
  float factor;
  // For a convolution, what it was made from, so that it can be made again alone; `convolves` is 0 for other
  // primitives.
  int convolves;
  odn_pass pass;
  odn_window window;
};

// One engine and one stream for the process: oneDNN's CPU stream runs in the calling thread and has no state.
static dnnl_engine_t engine;
static dnnl_stream_t stream;
static dnnl_status_t opened;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void open_engine(void) {
  opened = dnnl_engine_create(&engine, dnnl_cpu, 0);
  if (opened == dnnl_success) opened = dnnl_stream_create(&stream, engine, dnnl_stream_default_flags);
}

int odn_version(void) {
  const dnnl_version_t *version = dnnl_version();
  return version->major * 10000 + version->minor * 100 + version->patch;
}

static char instruction_set[32];
static pthread_once_t named = PTHREAD_ONCE_INIT;

void odn_spell_instruction_set(const char *name, char *text, size_t capacity) {
  static const char prefix[] = "cpu_isa_";
  static const char *const renamed[][2] = {{"avx10_1_512", "avx512_core_fp16"},
                                           {"avx10_1_512_amx", "avx512_core_amx"},
                                           {"avx10_1_512_amx_fp16", "avx512_core_amx_fp16"}};
  if (strncmp(name, prefix, sizeof prefix - 1) == 0) name += sizeof prefix - 1;
  for (size_t i = 0; i < sizeof renamed / sizeof *renamed; i++)
    if (strcmp(name, renamed[i][0]) == 0) name = renamed[i][1];
  size_t length = 0;
  for (; name[length] && length + 1 < capacity; length++) text[length] = (char)toupper((unsigned char)name[length]);
  text[length] = 0;
}

static void name_instruction_set(void) {
  const char *name = dnnl_cpu_isa2str(dnnl_get_effective_cpu_isa());
  odn_spell_instruction_set(name, instruction_set, sizeof instruction_set);
}

const char *odn_instruction_set(void) {
  pthread_once(&named, name_instruction_set);
  return instruction_set;
}

const char *odn_threading(void) {
  switch (dnnl_version()->cpu_runtime) {
    case DNNL_RUNTIME_OMP: return "OpenMP";
    case DNNL_RUNTIME_TBB: return "TBB";
    case DNNL_RUNTIME_THREADPOOL: return "a thread pool";
    default: return "no threads";
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

// Takes over the content of `layout` if `status` is a success, and nothing otherwise.
static int keep(dnnl_status_t status, odn_layout layout, odn_layout **kept) {
  TRY(status);
  *kept = malloc(sizeof **kept);
  if (!*kept) {
    odn_layout_clear(&layout);
    return dnnl_out_of_memory;
  }
  **kept = layout;
  return dnnl_success;
}

static dnnl_data_type_t library_type(odn_type type) { return type == ODN_BF16 ? dnnl_bf16 : dnnl_f32; }

int odn_layout_make(odn_type type, odn_order order, int rank, const int64_t *extents, odn_layout **layout) {
  static const dnnl_format_tag_t tags[] = {dnnl_format_tag_undef, dnnl_a, dnnl_ab, dnnl_abc, dnnl_abcd, dnnl_abcde};
  static const dnnl_format_tag_t orders[] = {dnnl_nchw, dnnl_nhwc, dnnl_nChw8c, dnnl_nChw16c};
  if (rank < 1 || rank > 5 || (order != ODN_ROW_MAJOR && rank != 4)) return dnnl_invalid_arguments;
  odn_layout made;
  dnnl_status_t status =
      odn_layout_fill(&made, rank, extents, library_type(type), order == ODN_ROW_MAJOR ? tags[rank] : orders[order]);
  return keep(status, made, layout);
}

int odn_layout_part(const odn_layout *whole, int rank, const int64_t *extents, const int64_t *offsets,
                    odn_layout **layout) {
  (void)rank;
  odn_layout made;
  dnnl_status_t status = odn_layout_fill_part(&made, described(whole), extents, offsets);
  return keep(status, made, layout);
}

int odn_layout_equal(const odn_layout *one, const odn_layout *other) {
  return dnnl_memory_desc_equal(described(one), described(other));
}

odn_type odn_layout_type(const odn_layout *layout) {
  return odn_descriptor_type(described(layout)) == dnnl_bf16 ? ODN_BF16 : ODN_F32;
}

size_t odn_layout_bytes(const odn_layout *layout) { return dnnl_memory_desc_get_size(described(layout)); }

void odn_layout_free(odn_layout *layout) {
  if (layout) odn_layout_clear(layout);
  free(layout);
}

// A layout that is oneDNN's choice.
static dnnl_status_t fill_any(odn_layout *layout, dnnl_data_type_t type, int rank, const int64_t *extents) {
  return odn_layout_fill(layout, rank, extents, type, dnnl_format_tag_any);
}

// MARK: - Making primitives

static dnnl_status_t set_post_ops(dnnl_primitive_attr_t attributes, const odn_finish *finish) {
  if (!finish || (!finish->addend && !finish->accumulates && !finish->relu)) return dnnl_success;
  dnnl_post_ops_t post;
  TRY(dnnl_post_ops_create(&post));
  dnnl_status_t status = dnnl_success;
  if (finish->addend) status = dnnl_post_ops_append_binary(post, dnnl_binary_add, described(finish->addend));
  if (status == dnnl_success && finish->accumulates) status = odn_append_sum(post);
  if (status == dnnl_success && finish->relu) status = odn_append_relu(post, finish->ceiling);
  if (status == dnnl_success) status = dnnl_primitive_attr_set_post_ops(attributes, post);
  dnnl_post_ops_destroy(post);
  return status;
}

// Begins the creation of a primitive, which `end` finishes.
static dnnl_status_t begin(request *r, odn_pass pass, const odn_finish *finish, const odn_primitive *forward) {
  pthread_once(&once, open_engine);
  TRY(opened);
  *r = (request){.pass = pass, .engine = engine, .forward = forward ? forward->description : NULL};
  TRY(dnnl_primitive_attr_create(&r->attributes));
  dnnl_status_t status = dnnl_primitive_attr_set_scratchpad_mode(r->attributes, dnnl_scratchpad_mode_user);
  if (status == dnnl_success) status = set_post_ops(r->attributes, finish);
  if (status != dnnl_success) dnnl_primitive_attr_destroy(r->attributes);
  return status;
}

// Creates the primitive of a request's description, or returns why it cannot.
static int end(request *r, dnnl_status_t status, odn_primitive **primitive) {
  dnnl_primitive_attr_destroy(r->attributes);
  TRY(status);
  odn_primitive *made = calloc(1, sizeof *made);
  if (!made) {
    dnnl_primitive_desc_destroy(r->made);
    return dnnl_out_of_memory;
  }
  made->description = r->made;
  status = dnnl_primitive_create(&made->code, made->description);
  if (status != dnnl_success) {
    odn_primitive_free(made);
    return status;
  }
  *primitive = made;
  return dnnl_success;
}

// Gives a primitive one more memory, for one of the library's arguments.
static int bind_new(odn_primitive *primitive, int key, descriptor layout, void *data) {
  if (primitive->argument_count == MOST_ARGUMENTS) return dnnl_invalid_arguments;
  dnnl_memory_t memory;
  TRY(dnnl_memory_create(&memory, layout, engine, data));
  primitive->arguments[primitive->argument_count++] = (dnnl_exec_arg_t){.arg = key, .memory = memory};
  return dnnl_success;
}

static geometry geometry_of(const odn_window *w) {
  return (geometry){.strides = {w->stride_y, w->stride_x},
                    .kernel = {w->kernel_height, w->kernel_width},
                    .before = {w->top, w->left},
                    .after = {w->bottom, w->right},
                    .method = w->method == ODN_WINOGRAD ? dnnl_convolution_winograd : dnnl_convolution_direct};
}

int odn_convolution(odn_pass pass, const odn_window *w, odn_finish finish, const odn_primitive *forward,
                    odn_primitive **primitive) {
  int64_t input[] = {w->items, w->input_channels, w->input_height, w->input_width};
  int64_t output[] = {w->items, w->output_channels, w->output_height, w->output_width};
  const int64_t groups = w->groups > 1 ? w->groups : 1;
  int64_t kernel[] = {groups, w->output_channels / groups, w->input_channels / groups, w->kernel_height,
                      w->kernel_width};
  const int axes = groups > 1 ? 5 : 4;
  dnnl_data_type_t maps = library_type(w->type);
  LOCAL_LAYOUT source = {0}, result = {0}, weights = {0}, bias = {0};
  TRY(fill_any(&source, maps, 4, input));
  TRY(fill_any(&result, maps, 4, output));
  TRY(fill_any(&weights, pass == ODN_WEIGHTS_GRADIENT_PASS ? dnnl_f32 : maps, axes, kernel + 5 - axes));
  TRY(fill_any(&bias, dnnl_f32, 1, output + 1));
  geometry g = geometry_of(w);
  request r;
  TRY(begin(&r, pass, &finish, forward));
  dnnl_status_t status =
      odn_describe_convolution(&r, &g, described(&source), described(&weights), w->bias ? described(&bias) : NULL,
                               described(finish.addend ? finish.addend : &result));
  TRY(end(&r, status, primitive));
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
  LOCAL_LAYOUT result = {0};
  TRY(fill_any(&result, odn_descriptor_type(described(layout)), 4, output));
  geometry g = geometry_of(w);
  request r;
  TRY(begin(&r, pass, NULL, forward));
  return end(&r, odn_describe_pooling(&r, kinds[kind], &g, described(layout), described(&result)), primitive);
}

int odn_batch_norm(odn_pass pass, const odn_layout *layout, float epsilon, int fixed_statistics, int relu,
                   const odn_primitive *forward, odn_primitive **primitive) {
  unsigned flags = dnnl_use_scale | dnnl_use_shift | (fixed_statistics ? dnnl_use_global_stats : 0) |
                   (relu ? dnnl_fuse_norm_relu : 0);
  request r;
  TRY(begin(&r, pass, NULL, forward));
  return end(&r, odn_describe_batch_norm(&r, described(layout), epsilon, flags), primitive);
}

int odn_relu(odn_pass pass, const odn_layout *layout, float ceiling, odn_primitive **primitive) {
  if (pass != ODN_TRAINING && pass != ODN_INFERENCE) return dnnl_invalid_arguments;
  request r;
  TRY(begin(&r, pass, NULL, NULL));
  return end(&r, odn_describe_relu(&r, described(layout), ceiling), primitive);
}

int odn_sum(int count, const float *scales, const odn_layout *layout, odn_primitive **primitive) {
  if (count < 1 || count > MOST_ARGUMENTS - 2) return dnnl_invalid_arguments;
  descriptor sources[MOST_ARGUMENTS];
  for (int i = 0; i < count; i++) sources[i] = described(layout);
  request r;
  TRY(begin(&r, ODN_INFERENCE, NULL, NULL));
  return end(&r, odn_describe_sum(&r, count, scales, sources, described(layout)), primitive);
}

int odn_concatenation(int count, const odn_layout *const *layouts, odn_primitive **primitive) {
  if (count < 1 || count > MOST_ARGUMENTS - 2) return dnnl_invalid_arguments;
  descriptor sources[MOST_ARGUMENTS];
  for (int i = 0; i < count; i++) sources[i] = described(layouts[i]);
  request r;
  TRY(begin(&r, ODN_INFERENCE, NULL, NULL));
  return end(&r, odn_describe_concatenation(&r, count, sources), primitive);
}

// Binds a primitive to its own factor.
static int bind_factor(odn_primitive *primitive, int argument, float factor) {
  const int64_t one = 1;
  LOCAL_LAYOUT layout = {0};
  TRY(odn_layout_fill(&layout, 1, &one, dnnl_f32, dnnl_a));
  primitive->factor = factor;
  return bind_new(primitive, argument, described(&layout), &primitive->factor);
}

int odn_reorder(const odn_layout *from, const odn_layout *to, float scale, int adds, odn_primitive **primitive) {
  int factor_argument = 0;
  request r;
  TRY(begin(&r, ODN_INFERENCE, &(odn_finish){.accumulates = adds}, NULL));
  dnnl_status_t status = dnnl_success;
  if (scale != 1) status = odn_scale_source(r.attributes, scale, &factor_argument);
  if (status == dnnl_success)
    status = dnnl_reorder_primitive_desc_create(&r.made, described(from), engine, described(to), engine,
                                                r.attributes);
  odn_primitive *made = NULL;
  TRY(end(&r, status, &made));
  if (factor_argument) status = bind_factor(made, factor_argument, scale);
  if (status != dnnl_success) {
    odn_primitive_free(made);
    return status;
  }
  *primitive = made;
  return dnnl_success;
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

static descriptor argument_layout(const odn_primitive *primitive, int argument) {
  return odn_argument_descriptor(primitive->description, library_argument(argument));
}

odn_layout *odn_primitive_layout(const odn_primitive *primitive, int argument) {
  descriptor value = argument_layout(primitive, argument);
  if (!value) return NULL;
  odn_layout copy, *layout = NULL;
  dnnl_status_t status = odn_layout_copy(&copy, value);
  keep(status, copy, &layout);
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
  descriptor value = argument_layout(primitive, argument);
  return value ? bind_new(primitive, key, value, data) : dnnl_invalid_arguments;
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
