// Affinity propagation along the edges of a symmetric graph.
#pragma once
#include <stddef.h>
#include <stdint.h>

// Edges are stored row by row, targets ascending; `reverse[e]` is the place of the opposite edge. Values of a point
// with itself are in the own_* arrays, in double.
typedef struct {
  ptrdiff_t count;
  const int64_t *starts;      // [count + 1]
  const int32_t *targets;     // [edges]
  const int64_t *reverse;     // [edges]
  const float *similarity;    // [edges] s(i,k)
  float *responsibility;      // [edges] r(i,k), zero before the first visit
  float *availability;        // [edges] a(i,k), zero before the first visit
  float *totals;              // [count] r(k,k) + sum of positive r(i,k); zero before the first visit
  const double *weight;       // [count] factor of row i's similarities
  const double *preference;   // [count] s(k,k)
  const double *damping;      // [count] the share of the old message that a row keeps
  double *own_responsibility; // [count] r(k,k), zero before the first visit
  double *own_availability;   // [count] a(k,k), zero before the first visit
} ck_sparse_affinity_state;

// Finishes the availabilities of the last iteration and computes the responsibilities of the next one, for the rows
// begin ..< end. Rows may be visited in any order, at the same time.
void ck_sparse_affinity_visit_rows(const ck_sparse_affinity_state *state, ptrdiff_t begin, ptrdiff_t end);

// `totals`, `own_availability` and is_exemplar[k] = a(k,k) + r(k,k) > 0 for begin ..< end; the responsibilities for a
// point are summed in the order of their points.
void ck_sparse_affinity_finish_columns(
    const ck_sparse_affinity_state *state, ptrdiff_t begin, ptrdiff_t end, uint8_t *is_exemplar);

// best[i]: the largest weighted s(i,k) over the exemplars among i's neighbours, -infinity if there is none.
void ck_sparse_affinity_best(const ck_sparse_affinity_state *state, const uint8_t *is_exemplar, double *best);
