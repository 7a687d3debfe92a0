#include "Library.h"

// oneDNN 2.6: a primitive's description is made from that of an operation, and layouts are plain structures.
#if DNNL_VERSION_MAJOR == 2

// MARK: - Layouts

dnnl_status_t odn_layout_fill(odn_layout *layout, int rank, const int64_t *extents, dnnl_data_type_t type,
                              dnnl_format_tag_t tag) {
  return dnnl_memory_desc_init_by_tag(&layout->value, rank, extents, type, tag);
}

dnnl_status_t odn_layout_fill_part(odn_layout *layout, descriptor whole, const int64_t *extents,
                                   const int64_t *offsets) {
  return dnnl_memory_desc_init_submemory(&layout->value, whole, extents, offsets);
}

dnnl_status_t odn_layout_copy(odn_layout *layout, descriptor value) {
  layout->value = *value;
  return dnnl_success;
}

void odn_layout_clear(odn_layout *layout) { (void)layout; }

dnnl_data_type_t odn_descriptor_type(descriptor value) { return value->data_type; }

descriptor odn_argument_descriptor(const_dnnl_primitive_desc_t description, int argument) {
  descriptor value = dnnl_primitive_desc_query_md(description, dnnl_query_exec_arg_md, argument);
  return value && value->ndims > 0 ? value : NULL;
}

// MARK: - Attributes

dnnl_status_t odn_append_sum(dnnl_post_ops_t post) { return dnnl_post_ops_append_sum(post, 1); }

dnnl_status_t odn_append_relu(dnnl_post_ops_t post, float ceiling) {
  return dnnl_post_ops_append_eltwise(post, 1, rectifier(ceiling), 0, ceiling);
}

dnnl_status_t odn_scale_source(dnnl_primitive_attr_t attributes, float factor, int *argument) {
  *argument = 0;
  return dnnl_primitive_attr_set_output_scales(attributes, 1, 0, &factor);
}

// MARK: - Descriptions of primitives

static dnnl_status_t describe(request *r, const_dnnl_op_desc_t operation) {
  return dnnl_primitive_desc_create(&r->made, operation, r->attributes, r->engine, r->forward);
}

dnnl_status_t odn_describe_convolution(request *r, const geometry *g, descriptor source, descriptor weights,
                                       descriptor bias, descriptor result) {
  dnnl_convolution_desc_t operation;
  switch (r->pass) {
    case ODN_INFERENCE:
    case ODN_TRAINING:
      TRY(dnnl_convolution_forward_desc_init(&operation, forward_kind(r), g->method, source, weights,
                                             bias, result, g->strides, g->before, g->after));
      break;
    case ODN_DATA_GRADIENT:
      TRY(dnnl_convolution_backward_data_desc_init(&operation, g->method, source, weights, result,
                                                   g->strides, g->before, g->after));
      break;
    case ODN_WEIGHTS_GRADIENT_PASS:
      TRY(dnnl_convolution_backward_weights_desc_init(&operation, g->method, source, weights, bias,
                                                      result, g->strides, g->before, g->after));
      break;
  }
  return describe(r, &operation);
}

dnnl_status_t odn_describe_pooling(request *r, dnnl_alg_kind_t kind, const geometry *g, descriptor source,
                                   descriptor result) {
  dnnl_pooling_desc_t operation;
  if (r->pass == ODN_DATA_GRADIENT)
    TRY(dnnl_pooling_backward_desc_init(&operation, kind, source, result, g->strides, g->kernel, g->before,
                                        g->after));
  else
    TRY(dnnl_pooling_forward_desc_init(&operation, forward_kind(r), kind, source, result, g->strides, g->kernel,
                                       g->before, g->after));
  return describe(r, &operation);
}

dnnl_status_t odn_describe_batch_norm(request *r, descriptor layout, float epsilon, unsigned flags) {
  dnnl_batch_normalization_desc_t operation;
  if (r->pass == ODN_DATA_GRADIENT)
    TRY(dnnl_batch_normalization_backward_desc_init(&operation, dnnl_backward, layout, layout, epsilon, flags));
  else
    TRY(dnnl_batch_normalization_forward_desc_init(&operation, forward_kind(r), layout, epsilon, flags));
  return describe(r, &operation);
}

dnnl_status_t odn_describe_relu(request *r, descriptor layout, float ceiling) {
  dnnl_eltwise_desc_t operation;
  TRY(dnnl_eltwise_forward_desc_init(&operation, forward_kind(r), rectifier(ceiling), layout, 0, ceiling));
  return describe(r, &operation);
}

// 2.x takes an array of structures.
static void gather(int count, const descriptor *sources, dnnl_memory_desc_t *values) {
  for (int i = 0; i < count; i++) values[i] = *sources[i];
}

dnnl_status_t odn_describe_sum(request *r, int count, const float *scales, const descriptor *sources,
                               descriptor result) {
  dnnl_memory_desc_t values[MOST_ARGUMENTS];
  gather(count, sources, values);
  return dnnl_sum_primitive_desc_create(&r->made, result, count, scales, values, r->attributes, r->engine);
}

dnnl_status_t odn_describe_concatenation(request *r, int count, const descriptor *sources) {
  dnnl_memory_desc_t values[MOST_ARGUMENTS];
  gather(count, sources, values);
  return dnnl_concat_primitive_desc_create(&r->made, NULL, count, 1, values, r->attributes, r->engine);
}

#endif
