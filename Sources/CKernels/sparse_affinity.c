#include "sparse_affinity.h"

#include <math.h>

void ck_sparse_affinity_visit_rows(const ck_sparse_affinity_state *state, ptrdiff_t begin, ptrdiff_t end) {
  const float *restrict s = state->similarity;
  float *restrict r = state->responsibility;
  float *restrict a = state->availability;
  for (ptrdiff_t i = begin; i < end; ++i) {
    const float weight = (float)state->weight[i];
    const double damping = state->damping[i];
    const float keep = (float)damping, take = (float)(1 - damping);
    float largest = -INFINITY, runner_up = -INFINITY;
    for (int64_t e = state->starts[i]; e < state->starts[i + 1]; ++e) {
      const float positive = r[e] > 0 ? r[e] : 0;
      float fresh = state->totals[state->targets[e]] - positive;
      fresh = fresh < 0 ? fresh : 0;
      a[e] = take * fresh + keep * a[e];
      const float value = a[e] + weight * s[e];
      const float lower = value < largest ? value : largest;
      runner_up = lower > runner_up ? lower : runner_up;
      largest = value > largest ? value : largest;
    }
    state->own_responsibility[i] =
        (1 - damping) * (state->preference[i] - (double)largest) + damping * state->own_responsibility[i];
    const float own = (float)(state->own_availability[i] + state->preference[i]);
    if (own > largest) {
      runner_up = largest;
      largest = own;
    } else if (own > runner_up) {
      runner_up = own;
    }
    for (int64_t e = state->starts[i]; e < state->starts[i + 1]; ++e) {
      const float similarity = weight * s[e];
      const float rival = a[e] + similarity == largest ? runner_up : largest;
      r[e] = take * (similarity - rival) + keep * r[e];
    }
  }
}

void ck_sparse_affinity_finish_columns(
    const ck_sparse_affinity_state *state, ptrdiff_t begin, ptrdiff_t end, uint8_t *is_exemplar) {
  for (ptrdiff_t k = begin; k < end; ++k) {
    double support = 0;
    for (int64_t e = state->starts[k]; e < state->starts[k + 1]; ++e) {
      const float responsible = state->responsibility[state->reverse[e]];
      support += responsible > 0 ? (double)responsible : 0;
    }
    const double own = state->own_responsibility[k];
    state->totals[k] = (float)(own + support);
    const double damping = state->damping[k];
    state->own_availability[k] = (1 - damping) * support + damping * state->own_availability[k];
    is_exemplar[k] = state->own_availability[k] + own > 0;
  }
}

void ck_sparse_affinity_best(const ck_sparse_affinity_state *state, const uint8_t *is_exemplar, double *best) {
  for (ptrdiff_t i = 0; i < state->count; ++i) {
    float largest = -INFINITY;
    const float weight = (float)state->weight[i];
    for (int64_t e = state->starts[i]; e < state->starts[i + 1]; ++e) {
      const float value = weight * state->similarity[e];
      if (is_exemplar[state->targets[e]] && value > largest) largest = value;
    }
    best[i] = (double)largest;
  }
}
