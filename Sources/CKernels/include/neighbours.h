// Nearest neighbours from tiles of inner products, and their graph.
#pragma once
#include <stddef.h>
#include <stdint.h>

// Merges a tile of inner products (rows x columns, leading dimension `lead`) into the rows' lists of the `k` most
// similar columns: values descending, ties by the lower index; unused places have -infinity and -1. Columns
// must come in ascending order from call to call. With norms the similarity is -(row_norms[i] + column_norms[j]
// - 2 product), at most 0; `row_norms` NULL: the product itself, clamped to -1 ... 1. The tile's columns are numbered
// from `column`; row i of the tile has the number `own` + i among them and is not its own neighbour (`own` < -rows:
// the rows are not among the columns).
void ck_nearest_merge(const double *products, ptrdiff_t lead, ptrdiff_t rows, ptrdiff_t columns, const double *row_norms,
                   const double *column_norms, ptrdiff_t column, ptrdiff_t own, ptrdiff_t k, double *values,
                   int32_t *indices);

// The graph in which two points are joined if one is in the other's list (count x k, as above, all lists full).
// degrees[i]: the number of neighbours of i.
void ck_graph_degrees(const int32_t *indices, ptrdiff_t count, ptrdiff_t k, int64_t *degrees);
// Fills the rows `starts[i] ..< starts[i + 1]` with neighbours, ascending, and their similarities. If two points name
// each other, the value comes from the list of the lower one, so that both directions agree to the bit. `cursor` is
// scratch of `count` numbers.
void ck_graph_fill(const int32_t *indices, const double *values, ptrdiff_t count, ptrdiff_t k, const int64_t *starts,
                int64_t *cursor, int32_t *targets, float *similarities);
// reverse[e]: if e is the place of edge (i,k), the place of edge (k,i); for the rows begin ..< end.
void ck_graph_reverse(const int64_t *starts, const int32_t *targets, ptrdiff_t begin, ptrdiff_t end, int64_t *reverse);
// The number of connected components; component[i] is the lowest point of i's component.
ptrdiff_t ck_graph_components(const int64_t *starts, const int32_t *targets, ptrdiff_t count, int32_t *component);
