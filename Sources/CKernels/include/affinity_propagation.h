// Affinity propagation on a dense square: one visit of every row per iteration.
#pragma once
#include <stddef.h>
#include <stdint.h>

// The matrices are count x stride, of `element_bytes` 4 (float) or 8 (double), 64-byte aligned. `stride` is `count`
// rounded up to 16; padding columns and the diagonal of `similarity` contain -infinity, so that no loop needs a
// special case. Values of the diagonal are in the own_* arrays, in double.
typedef struct {
  ptrdiff_t count, stride;
  int32_t element_bytes;
  double damping;
  const void *similarity;     // s(i,k)
  void *responsibility;       // r(i,k), zero before the first visit
  void *availability;         // a(i,k), zero before the first visit
  void *totals;               // [stride] r(k,k) + sum of positive r(i,k), i != k; zero before the first visit
  void *partials;             // [blocks x stride] the sum of positive r(i,k) over the rows of one block
  ptrdiff_t block_count;      // blocks of equal numbers of rows, the last may be shorter
  int32_t in_row_order;       // column sums in the order of rows, as scikit-learn and apcluster add: one more pass
  const double *weight;       // [count] factor of row i's similarities, or NULL for 1
  const double *preference;   // [count] s(k,k)
  double *own_responsibility; // [count] r(k,k), zero before the first visit
  double *own_availability;   // [count] a(k,k), zero before the first visit
  const void *exemplar_mask;  // [stride] 0 for exemplars, -infinity for others, or NULL
  double *best;               // [count] largest weighted s(i,k) over the exemplars, where exemplar_mask is given
} ck_affinity_state;

// Row range of a block.
ptrdiff_t ck_affinity_block_begin(const ck_affinity_state *state, ptrdiff_t block);

// Finishes the availabilities of the last iteration and computes the responsibilities of the next one, for the rows
// of one block; fills that block's `partials`. Blocks may be visited in any order, at the same time.
void ck_affinity_visit_block(const ck_affinity_state *state, ptrdiff_t block);

// Adds the partials up in the order of blocks, for columns begin ..< end: `totals`, `own_availability`, and
// is_exemplar[k] = a(k,k) + r(k,k) > 0.
void ck_affinity_finish_columns(const ck_affinity_state *state, ptrdiff_t begin, ptrdiff_t end, uint8_t *is_exemplar);
