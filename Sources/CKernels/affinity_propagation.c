#include "affinity_propagation.h"

#include "clones.h"

#include <math.h>
#include <string.h>

ptrdiff_t ck_affinity_block_begin(const ck_affinity_state *state, ptrdiff_t block) {
  ptrdiff_t rows = (state->count + state->block_count - 1) / state->block_count;
  ptrdiff_t begin = block * rows;
  return begin < state->count ? begin : state->count;
}

#define REAL float
#define NAME(name) name##_single
#include "affinity_rows.inc"
#undef REAL
#undef NAME

#define REAL double
#define NAME(name) name##_double
#include "affinity_rows.inc"
#undef REAL
#undef NAME

void ck_affinity_visit_block(const ck_affinity_state *state, ptrdiff_t block) {
  if (state->element_bytes == (int32_t)sizeof(float)) {
    visit_block_single(state, block);
  } else {
    visit_block_double(state, block);
  }
}

void ck_affinity_finish_columns(const ck_affinity_state *state, ptrdiff_t begin, ptrdiff_t end, uint8_t *is_exemplar) {
  if (state->element_bytes == (int32_t)sizeof(float)) {
    finish_columns_single(state, begin, end, is_exemplar);
  } else {
    finish_columns_double(state, begin, end, is_exemplar);
  }
}
