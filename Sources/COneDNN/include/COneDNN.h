// The few oneDNN calls that NeuralNet needs, behind an interface that does not depend on oneDNN's version.
//
// A layout is a memory descriptor: numbers of one type in an order. A primitive is a oneDNN primitive together with
// its memories, so that running it is a single call. Functions that create return a status (0: done) and put the
// result into the last argument; free it with its `_free` function. Shapes are row-major, `[items, channels, height,
// width]`. Nothing here is safe for two threads at once on the same object.
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef struct odn_layout odn_layout;
typedef struct odn_primitive odn_primitive;

/// The role of a memory in a primitive.
typedef enum {
  ODN_SOURCE, ODN_SOURCE_1, ODN_RESULT, ODN_WEIGHTS, ODN_BIAS, ODN_MEAN, ODN_VARIANCE, ODN_SCALE, ODN_SHIFT,
  ODN_WORKSPACE, ODN_SCRATCH, ODN_ADDEND, ODN_SOURCE_GRADIENT, ODN_RESULT_GRADIENT, ODN_WEIGHTS_GRADIENT,
  ODN_BIAS_GRADIENT, ODN_SCALE_GRADIENT, ODN_SHIFT_GRADIENT,
  /// The first of the many sources of a sum or a concatenation; the others follow.
  ODN_SOURCES = 1024
} odn_argument;

/// What a primitive computes: a forward pass with or without a backward pass to follow, or a gradient.
typedef enum { ODN_INFERENCE, ODN_TRAINING, ODN_DATA_GRADIENT, ODN_WEIGHTS_GRADIENT_PASS } odn_pass;

/// The loaded library's version, as 20603 for 2.6.3.
int odn_version(void);
/// The widest instruction set that oneDNN uses on this machine, as DNNL_MAX_CPU_ISA spells it.
const char *odn_instruction_set(void);
/// The kind of oneDNN's threads: "OpenMP", "TBB", "a thread pool" or "no threads".
const char *odn_threading(void);
/// oneDNN's name of a status.
const char *odn_status_text(int status);

/// The numbers of a layout: IEEE single precision, or its upper 16 bits.
typedef enum { ODN_F32, ODN_BF16 } odn_type;
/// An order of axes; all except the first need four axes.
typedef enum { ODN_ROW_MAJOR, ODN_CHANNELS_LAST, ODN_BLOCKS_8, ODN_BLOCKS_16 } odn_order;
/// The layout of a shape of `rank` extents, at most 5, in an order of axes.
int odn_layout_make(odn_type type, odn_order order, int rank, const int64_t *extents, odn_layout **layout);
/// The part of a layout that begins at `offsets`; fails if it would cut a block.
int odn_layout_part(const odn_layout *whole, int rank, const int64_t *extents, const int64_t *offsets,
                    odn_layout **layout);
int odn_layout_equal(const odn_layout *one, const odn_layout *other);
odn_type odn_layout_type(const odn_layout *layout);
size_t odn_layout_bytes(const odn_layout *layout);
void odn_layout_free(odn_layout *layout);

/// How a convolution multiplies: by its definition, or as Winograd's F(4x4, 3x3), with a quarter of the
/// multiplications.
typedef enum { ODN_DIRECT, ODN_WINOGRAD } odn_method;

/// The shape of a convolution or a pooling (whose output channels equal its input channels).
typedef struct {
  int64_t items, input_channels, input_height, input_width, output_channels, output_height, output_width;
  int64_t kernel_height, kernel_width, stride_y, stride_x, top, left, bottom, right;
  /// Of a convolution: the parts into which both channel counts are divided, each convolved by itself. With more than
  /// one, weights are `[groups, output channels / groups, input channels / groups, height, width]`; 0 means 1.
  int64_t groups;
  int bias;
  /// The numbers of a convolution's maps and weights. Biases and every gradient of weights are f32.
  odn_type type;
  /// Of a convolution. If oneDNN has only the direct method (3.x), others are "not implemented".
  odn_method method;
} odn_window;

/// What a convolution does to its result: adds a tensor of the result's layout (may be NULL) or the previous content,
/// then applies a ReLU, which lets through at most `ceiling` (0: everything).
typedef struct {
  const odn_layout *addend;
  int accumulates;
  int relu;
  float ceiling;
} odn_finish;

/// Every layout is oneDNN's choice; `addend` fixes that of the result. `forward` is NULL for forward passes.
int odn_convolution(odn_pass pass, const odn_window *window, odn_finish finish, const odn_primitive *forward,
                    odn_primitive **primitive);
typedef enum { ODN_MAXIMUM, ODN_MEAN_WITH_PADDING, ODN_MEAN_WITHOUT_PADDING } odn_pooling_kind;
/// The source has `layout`; in a gradient pass it is the layout of the source's gradient.
int odn_pooling(odn_pass pass, odn_pooling_kind kind, const odn_window *window, const odn_layout *layout,
                const odn_primitive *forward, odn_primitive **primitive);
/// `fixed_statistics`: mean and variance are given, not computed. The gradient pass also yields those of scale
/// and shift.
int odn_batch_norm(odn_pass pass, const odn_layout *layout, float epsilon, int fixed_statistics, int relu,
                   const odn_primitive *forward, odn_primitive **primitive);
/// max(x, 0), at most `ceiling` (0: no limit); there is no gradient pass.
int odn_relu(odn_pass pass, const odn_layout *layout, float ceiling, odn_primitive **primitive);
/// Sum of scales[i] * source i, all of one layout.
int odn_sum(int count, const float *scales, const odn_layout *layout, odn_primitive **primitive);
/// Concatenation along the channels.
int odn_concatenation(int count, const odn_layout *const *layouts, odn_primitive **primitive);
/// Copies between layouts: result = scale * source, added to the previous content if `adds`.
int odn_reorder(const odn_layout *from, const odn_layout *to, float scale, int adds, odn_primitive **primitive);

/// The layout of one of a primitive's memories; NULL if there is none.
odn_layout *odn_primitive_layout(const odn_primitive *primitive, int argument);
/// The name of the implementation that oneDNN picked.
const char *odn_primitive_implementation(const odn_primitive *primitive);
/// The kind of a primitive.
typedef enum {
  ODN_ANOTHER, ODN_A_CONVOLUTION, ODN_A_BATCH_NORM, ODN_A_POOLING, ODN_A_CONCATENATION, ODN_A_SUM, ODN_A_RELU,
  ODN_A_REORDER
} odn_kind;
odn_kind odn_primitive_kind(const odn_primitive *primitive);
/// The pass and shape that a convolution was made from; returns 0 for other primitives.
int odn_primitive_convolution(const odn_primitive *primitive, odn_pass *pass, odn_window *window);
/// Sets the address of one of the memories, which must not move afterwards.
int odn_bind(odn_primitive *primitive, int argument, void *data);
/// Computes; every memory must be bound.
int odn_run(odn_primitive *primitive);
void odn_primitive_free(odn_primitive *primitive);
