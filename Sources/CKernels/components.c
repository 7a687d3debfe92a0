#include "include/components.h"

#include <stdlib.h>
#include <string.h>

void ck_any_set(const uint8_t *samples, int channels, long pixel_count, uint8_t *result) {
  for (long i = 0; i < pixel_count; i++) {
    uint8_t any = 0;
    for (int c = 0; c < channels; c++) any |= samples[i * channels + c];
    result[i] = any != 0;
  }
}

int64_t ck_count_set(const uint8_t *samples, long count) {
  int64_t set = 0;
  for (long i = 0; i < count; i++) set += samples[i] != 0;
  return set;
}

// MARK: - Components, by runs
//
// Pass 1 cuts rows into runs and joins a run with those that it touches in the row above, also at corners. The root
// of a set is its earliest run, so the order of roots is the order of the components' first pixels. Pass 2 collects
// boxes.

typedef struct {
  int32_t row, begin, end;  // end exclusive
  int64_t parent;
} run;

typedef struct {
  run *at;
  int64_t count, capacity;
} run_list;

static int append(run_list *runs, run next) {
  if (runs->count == runs->capacity) {
    int64_t capacity = runs->capacity * 2 + 1024;
    run *larger = realloc(runs->at, (size_t)capacity * sizeof *larger);
    if (!larger) return -1;
    runs->at = larger;
    runs->capacity = capacity;
  }
  runs->at[runs->count++] = next;
  return 0;
}

static int64_t root_of(run_list *runs, int64_t i) {
  while (runs->at[i].parent != i) {
    runs->at[i].parent = runs->at[runs->at[i].parent].parent;
    i = runs->at[i].parent;
  }
  return i;
}

static void join(run_list *runs, int64_t a, int64_t b) {
  a = root_of(runs, a);
  b = root_of(runs, b);
  if (a < b) runs->at[b].parent = a;
  else runs->at[a].parent = b;
}

static int cut_into_runs(const uint8_t *bits, int width, int height, run_list *runs) {
  int64_t above = 0;  // the first run of the row above that may still touch
  for (int32_t y = 0; y < height; y++) {
    const uint8_t *row = bits + (size_t)y * width;
    int64_t row_begin = runs->count;
    while (above < row_begin && runs->at[above].row < y - 1) above++;
    for (int32_t x = 0; x < width;) {
      if (!row[x]) {
        x++;
        continue;
      }
      int32_t begin = x;
      while (x < width && row[x]) x++;
      int64_t self = runs->count;
      if (append(runs, (run){.row = y, .begin = begin, .end = x, .parent = self}) != 0) return -1;
      while (above < row_begin && runs->at[above].end < begin) above++;
      for (int64_t i = above; i < row_begin && runs->at[i].begin <= x; i++) join(runs, i, self);
    }
  }
  return 0;
}

int64_t ck_components(const uint8_t *bits, int width, int height, ck_component **components) {
  *components = NULL;
  run_list runs = {0};
  int64_t count = -1;
  if (cut_into_runs(bits, width, height, &runs) != 0) goto done;
  int64_t found = 0;
  for (int64_t i = 0; i < runs.count; i++) found += runs.at[i].parent == i;
  ck_component *result = calloc((size_t)found + 1, sizeof *result);
  int64_t *number = malloc(((size_t)runs.count + 1) * sizeof *number);
  if (result && number) {
    count = 0;
    for (int64_t i = 0; i < runs.count; i++) {
      int64_t root = root_of(&runs, i);
      run r = runs.at[i];
      if (root == i) {
        number[i] = count++;
        result[number[i]] = (ck_component){.x0 = r.begin, .y0 = r.row, .x1 = r.end, .y1 = r.row + 1};
      }
      ck_component *c = &result[number[root]];
      if (r.begin < c->x0) c->x0 = r.begin;
      if (r.end > c->x1) c->x1 = r.end;
      c->y1 = r.row + 1;  // rows only grow
      c->pixel_count += r.end - r.begin;
    }
    *components = result;
  } else {
    free(result);
  }
  free(number);
done:
  free(runs.at);
  return count;
}
