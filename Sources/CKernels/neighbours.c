#include "neighbours.h"

#include <math.h>

void ck_nearest_merge(const double *products, ptrdiff_t lead, ptrdiff_t rows, ptrdiff_t columns, const double *row_norms,
                   const double *column_norms, ptrdiff_t column, ptrdiff_t own, ptrdiff_t k, double *values,
                   int32_t *indices) {
  for (ptrdiff_t i = 0; i < rows; ++i) {
    double *best = values + i * k;
    int32_t *index = indices + i * k;
    for (ptrdiff_t j = 0; j < columns; ++j) {
      double value = products[i * lead + j];
      if (row_norms) {
        value = 2 * value - row_norms[i] - column_norms[j];
        value = value < 0 ? value : 0;
      } else {
        value = value < -1 ? -1 : value > 1 ? 1 : value;
      }
      // Earlier columns win ties, so only a larger value enters a full list.
      if ((index[k - 1] >= 0 && value <= best[k - 1]) || column + j == own + i) continue;
      ptrdiff_t place = k - 1;
      while (place > 0 && (index[place - 1] < 0 || value > best[place - 1])) {
        best[place] = best[place - 1];
        index[place] = index[place - 1];
        --place;
      }
      best[place] = value;
      index[place] = (int32_t)(column + j);
    }
  }
}

// The place of `wanted` in the list of a point, or -1.
static ptrdiff_t place_in_list(const int32_t *list, ptrdiff_t k, int32_t wanted) {
  for (ptrdiff_t place = 0; place < k; ++place) {
    if (list[place] == wanted) return place;
  }
  return -1;
}

void ck_graph_degrees(const int32_t *indices, ptrdiff_t count, ptrdiff_t k, int64_t *degrees) {
  for (ptrdiff_t i = 0; i < count; ++i) degrees[i] = k;
  for (ptrdiff_t i = 0; i < count; ++i) {
    for (ptrdiff_t place = 0; place < k; ++place) {
      const int32_t j = indices[i * k + place];
      if (place_in_list(indices + j * k, k, (int32_t)i) < 0) ++degrees[j];
    }
  }
}

// At most k targets of a row, the point's own list, are out of order, so insertion sort in place moves only a few.
static void sort_row(int32_t *targets, float *similarities, int64_t count) {
  for (int64_t i = 1; i < count; ++i) {
    const int32_t target = targets[i];
    const float similarity = similarities[i];
    int64_t place = i;
    for (; place > 0 && targets[place - 1] > target; --place) {
      targets[place] = targets[place - 1];
      similarities[place] = similarities[place - 1];
    }
    targets[place] = target;
    similarities[place] = similarity;
  }
}

void ck_graph_fill(const int32_t *indices, const double *values, ptrdiff_t count, ptrdiff_t k, const int64_t *starts,
                int64_t *cursor, int32_t *targets, float *similarities) {
  for (ptrdiff_t i = 0; i < count; ++i) cursor[i] = starts[i];
  for (ptrdiff_t i = 0; i < count; ++i) {
    for (ptrdiff_t place = 0; place < k; ++place) {
      const int32_t j = indices[i * k + place];
      const ptrdiff_t mutual = place_in_list(indices + j * k, k, (int32_t)i);
      const double value = mutual >= 0 && j < i ? values[j * k + mutual] : values[i * k + place];
      targets[cursor[i]] = j;
      similarities[cursor[i]++] = (float)value;
      if (mutual < 0) {
        targets[cursor[j]] = (int32_t)i;
        similarities[cursor[j]++] = (float)value;
      }
    }
  }
  for (ptrdiff_t i = 0; i < count; ++i) {
    sort_row(targets + starts[i], similarities + starts[i], starts[i + 1] - starts[i]);
  }
}

void ck_graph_reverse(const int64_t *starts, const int32_t *targets, ptrdiff_t begin, ptrdiff_t end, int64_t *reverse) {
  for (ptrdiff_t i = begin; i < end; ++i) {
    for (int64_t e = starts[i]; e < starts[i + 1]; ++e) {
      int64_t low = starts[targets[e]], high = starts[targets[e] + 1];
      while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        if (targets[middle] < (int32_t)i) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      reverse[e] = low;
    }
  }
}

static int32_t root_of(int32_t *component, int32_t point) {
  while (component[point] != point) {
    component[point] = component[component[point]];
    point = component[point];
  }
  return point;
}

ptrdiff_t ck_graph_components(const int64_t *starts, const int32_t *targets, ptrdiff_t count, int32_t *component) {
  for (ptrdiff_t i = 0; i < count; ++i) component[i] = (int32_t)i;
  for (ptrdiff_t i = 0; i < count; ++i) {
    for (int64_t e = starts[i]; e < starts[i + 1]; ++e) {
      const int32_t one = root_of(component, (int32_t)i), other = root_of(component, targets[e]);
      if (one < other) component[other] = one;
      if (other < one) component[one] = other;
    }
  }
  ptrdiff_t roots = 0;
  for (ptrdiff_t i = 0; i < count; ++i) {
    component[i] = root_of(component, (int32_t)i);
    roots += component[i] == (int32_t)i;
  }
  return roots;
}
