#include "Library.h"

// oneDNN 3.x: a primitive's description is made in one call, layouts are handles, windows have dilations (0: none),
// and factors are arguments of the run.
#if DNNL_VERSION_MAJOR == 3

// MARK: - Layouts

dnnl_status_t odn_layout_fill(odn_layout *layout, int rank, const int64_t *extents, dnnl_data_type_t type,
                              dnnl_format_tag_t tag) {
  return dnnl_memory_desc_create_with_tag(&layout->value, rank, extents, type, tag);
}

dnnl_status_t odn_layout_fill_part(odn_layout *layout, descriptor whole, const int64_t *extents,
                                   const int64_t *offsets) {
  return dnnl_memory_desc_create_submemory(&layout->value, whole, extents, offsets);
}

dnnl_status_t odn_layout_copy(odn_layout *layout, descriptor value) {
  return dnnl_memory_desc_clone(&layout->value, value);
}

void odn_layout_clear(odn_layout *layout) {
  if (layout->value) dnnl_memory_desc_destroy(layout->value);
  layout->value = NULL;
}

dnnl_data_type_t odn_descriptor_type(descriptor value) {
  dnnl_data_type_t type = dnnl_data_type_undef;
  dnnl_memory_desc_query(value, dnnl_query_data_type, &type);
  return type;
}

static int is_batch_norm_gradient(const_dnnl_primitive_desc_t description) {
  dnnl_primitive_kind_t kind = dnnl_undefined_primitive;
  dnnl_prop_kind_t direction = dnnl_prop_kind_undef;
  dnnl_primitive_desc_query(description, dnnl_query_primitive_kind, 0, &kind);
  if (kind != dnnl_batch_normalization) return 0;
  dnnl_primitive_desc_query(description, dnnl_query_prop_kind, 0, &direction);
  return direction == dnnl_backward;
}

// The gradient of a batch norm has a layout for the shift in 3.x too, but runs only without it (2.6: only with it).
descriptor odn_argument_descriptor(const_dnnl_primitive_desc_t description, int argument) {
  if (argument == DNNL_ARG_SHIFT && is_batch_norm_gradient(description)) return NULL;
  descriptor value = dnnl_primitive_desc_query_md(description, dnnl_query_exec_arg_md, argument);
  int32_t rank = 0;
  if (value) dnnl_memory_desc_query(value, dnnl_query_ndims_s32, &rank);
  return rank > 0 ? value : NULL;
}

// MARK: - Attributes

dnnl_status_t odn_append_sum(dnnl_post_ops_t post) {
  return dnnl_post_ops_append_sum(post, 1, 0, dnnl_data_type_undef);
}

dnnl_status_t odn_append_relu(dnnl_post_ops_t post, float ceiling) {
  return dnnl_post_ops_append_eltwise(post, rectifier(ceiling), 0, ceiling);
}

dnnl_status_t odn_scale_source(dnnl_primitive_attr_t attributes, float factor, int *argument) {
  (void)factor;
  *argument = DNNL_ARG_ATTR_SCALES | DNNL_ARG_SRC;
  return dnnl_primitive_attr_set_scales_mask(attributes, DNNL_ARG_SRC, 0);
}

// MARK: - Descriptions of primitives

static const dnnl_dims_t no_dilation = {0};

dnnl_status_t odn_describe_convolution(request *r, const geometry *g, descriptor source, descriptor weights,
                                       descriptor bias, descriptor result) {
  const dnnl_alg_kind_t kind = g->method;
  switch (r->pass) {
    case ODN_INFERENCE:
    case ODN_TRAINING:
      return dnnl_convolution_forward_primitive_desc_create(&r->made, r->engine, forward_kind(r), kind, source,
                                                            weights, bias, result, g->strides, no_dilation,
                                                            g->before, g->after, r->attributes);
    case ODN_DATA_GRADIENT:
      return dnnl_convolution_backward_data_primitive_desc_create(&r->made, r->engine, kind, source, weights,
                                                                  result, g->strides, no_dilation, g->before,
                                                                  g->after, r->forward, r->attributes);
    case ODN_WEIGHTS_GRADIENT_PASS:
      return dnnl_convolution_backward_weights_primitive_desc_create(
          &r->made, r->engine, kind, source, weights, bias, result, g->strides, no_dilation, g->before, g->after,
          r->forward, r->attributes);
  }
  return dnnl_invalid_arguments;
}

dnnl_status_t odn_describe_pooling(request *r, dnnl_alg_kind_t kind, const geometry *g, descriptor source,
                                   descriptor result) {
  if (r->pass == ODN_DATA_GRADIENT)
    return dnnl_pooling_backward_primitive_desc_create(&r->made, r->engine, kind, source, result, g->strides,
                                                       g->kernel, no_dilation, g->before, g->after, r->forward,
                                                       r->attributes);
  return dnnl_pooling_forward_primitive_desc_create(&r->made, r->engine, forward_kind(r), kind, source, result,
                                                    g->strides, g->kernel, no_dilation, g->before, g->after,
                                                    r->attributes);
}

dnnl_status_t odn_describe_batch_norm(request *r, descriptor layout, float epsilon, unsigned flags) {
  if (r->pass == ODN_DATA_GRADIENT)
    return dnnl_batch_normalization_backward_primitive_desc_create(
        &r->made, r->engine, dnnl_backward, layout, layout, layout, epsilon, flags, r->forward, r->attributes);
  return dnnl_batch_normalization_forward_primitive_desc_create(&r->made, r->engine, forward_kind(r), layout,
                                                                layout, epsilon, flags, r->attributes);
}

dnnl_status_t odn_describe_relu(request *r, descriptor layout, float ceiling) {
  return dnnl_eltwise_forward_primitive_desc_create(&r->made, r->engine, forward_kind(r), rectifier(ceiling), layout,
                                                    layout, 0, ceiling, r->attributes);
}

dnnl_status_t odn_describe_sum(request *r, int count, const float *scales, const descriptor *sources,
                               descriptor result) {
  return dnnl_sum_primitive_desc_create(&r->made, r->engine, result, count, scales, sources, r->attributes);
}

dnnl_status_t odn_describe_concatenation(request *r, int count, const descriptor *sources) {
  return dnnl_concat_primitive_desc_create(&r->made, r->engine, NULL, count, 1, sources, r->attributes);
}

#endif
