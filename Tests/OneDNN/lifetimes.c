// Makes, binds, runs and frees every kind of primitive many times over. Built with the address sanitizer by
// `make lifetimes`, so that memory that nobody owns any more, or that is used after its time, ends it with an error.
#include "Library.h"
#include "library_threads.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 3, MOST_MEMORIES = 32 };

static const int64_t map[] = {2, 32, 9, 9}, half[] = {2, 16, 9, 9}, nowhere[] = {0, 0, 0, 0};
static const odn_window window = {.items = 2, .input_channels = 32, .input_height = 9, .input_width = 9,
                                  .output_channels = 32, .output_height = 9, .output_width = 9,
                                  .kernel_height = 3, .kernel_width = 3, .stride_y = 1, .stride_x = 1, .top = 1,
                                  .left = 1, .bottom = 1, .right = 1, .bias = 1};
static int made;

static void expect(int holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "lifetimes: %s\n", what);
  exit(1);
}

static void check(int status, const char *what) {
  if (status != 0) fprintf(stderr, "lifetimes: %s: %s\n", what, odn_status_text(status));
  if (status != 0) exit(1);
}

static odn_layout *layout(odn_type type, odn_order order, const int64_t *extents) {
  odn_layout *layout = NULL;
  check(odn_layout_make(type, order, 4, extents, &layout), "a layout");
  return layout;
}

// Binds a primitive to memory of just the sizes it names, twice, and runs it twice.
static void run(odn_primitive *primitive, const char *what) {
  void *memories[MOST_MEMORIES];
  int count = 0;
  for (int argument = ODN_SOURCE; argument <= ODN_SOURCES + 2; argument++) {
    if (argument == ODN_SHIFT_GRADIENT + 1) argument = ODN_SOURCES;
    odn_layout *one = odn_primitive_layout(primitive, argument);
    if (!one) continue;
    size_t bytes = odn_layout_bytes(one);
    odn_layout_free(one);
    if (bytes == 0) continue;
    void *memory = memories[count++] = aligned_alloc(64, (bytes + 63) / 64 * 64);
    memset(memory, 0, bytes);
    check(odn_bind(primitive, argument, memory), what);
    check(odn_bind(primitive, argument, memory), what);
  }
  check(odn_run(primitive), what);
  check(odn_run(primitive), what);
  for (int i = 0; i < count; i++) free(memories[i]);
  made++;
}

static void convolutions(odn_type type, int groups, int relu, int accumulates) {
  odn_window w = window;
  w.type = type;
  w.groups = groups;
  odn_primitive *forward = NULL, *data = NULL, *weights = NULL, *adding = NULL;
  odn_finish none = {0}, finish = {.relu = relu, .ceiling = groups > 1 ? 6 : 0, .accumulates = accumulates};
  check(odn_convolution(ODN_TRAINING, &w, finish, NULL, &forward), "a convolution");
  check(odn_convolution(ODN_DATA_GRADIENT, &w, none, forward, &data), "its gradient by data");
  check(odn_convolution(ODN_WEIGHTS_GRADIENT_PASS, &w, none, forward, &weights), "its gradient by weights");
  odn_layout *result = odn_primitive_layout(forward, ODN_RESULT);
  finish = (odn_finish){.addend = result, .relu = relu, .ceiling = finish.ceiling};
  check(odn_convolution(ODN_INFERENCE, &w, finish, NULL, &adding), "a convolution with an addend");
  run(forward, "a convolution");
  run(data, "a convolution's gradient by data");
  run(weights, "a convolution's gradient by weights");
  run(adding, "a convolution with an addend");
  odn_layout_free(result);
  odn_primitive_free(forward);
  odn_primitive_free(data);
  odn_primitive_free(weights);
  odn_primitive_free(adding);
}

static void pair(odn_primitive *forward, odn_primitive *backward, const char *what) {
  run(forward, what);
  run(backward, what);
  odn_primitive_free(forward);
  odn_primitive_free(backward);
}

static void layers(const odn_layout *x) {
  odn_primitive *forward = NULL, *backward = NULL;
  for (odn_pooling_kind kind = ODN_MAXIMUM; kind <= ODN_MEAN_WITHOUT_PADDING; kind++) {
    check(odn_pooling(ODN_TRAINING, kind, &window, x, NULL, &forward), "a pooling");
    check(odn_pooling(ODN_DATA_GRADIENT, kind, &window, x, forward, &backward), "a pooling's gradient");
    pair(forward, backward, "a pooling");
  }
  for (int kind = 0; kind < 4; kind++) {
    check(odn_batch_norm(ODN_TRAINING, x, 1e-3f, kind / 2, kind % 2, NULL, &forward), "a batch norm");
    check(odn_batch_norm(ODN_DATA_GRADIENT, x, 1e-3f, kind / 2, kind % 2, forward, &backward), "its gradient");
    pair(forward, backward, "a batch norm");
  }
  for (int ceiling = 0; ceiling <= 6; ceiling += 6) {
    check(odn_relu(ODN_TRAINING, x, (float)ceiling, &forward), "a ReLU");
    run(forward, "a ReLU");
    odn_primitive_free(forward);
  }
}

static void copies(const odn_layout *x, const odn_layout *plain) {
  static const float factors[] = {1, 0.5f, -2};
  odn_primitive *sum = NULL, *joined = NULL, *copy = NULL;
  check(odn_sum(3, factors, x, &sum), "a sum");
  const odn_layout *parts[] = {x, x, x};
  check(odn_concatenation(3, parts, &joined), "a concatenation");
  pair(sum, joined, "a sum, a concatenation");
  for (int kind = 0; kind < 4; kind++) {
    check(odn_reorder(x, plain, kind % 2 ? 1 : 0.17f, kind / 2, &copy), "a reorder");
    run(copy, "a reorder");
    odn_primitive_free(copy);
  }
}

// What is refused must leave nothing behind either.
static void refusals(const odn_layout *blocked) {
  odn_layout *none = NULL;
  odn_primitive *nothing = NULL;
  const int64_t cut[] = {0, 3, 0, 0};
  expect(odn_layout_part(blocked, 4, half, cut, &none) != 0 && !none, "a block was cut");
  odn_window impossible = window;
  impossible.output_height = 4;
  expect(odn_convolution(ODN_TRAINING, &impossible, (odn_finish){.relu = 1}, NULL, &nothing) != 0 && !nothing,
         "a convolution of the wrong size was made");
  expect(odn_relu(ODN_DATA_GRADIENT, blocked, 0, &nothing) != 0 && !nothing, "a ReLU has a gradient");
  check(odn_reorder(blocked, blocked, 2, 0, &nothing), "a reorder");
  expect(odn_bind(nothing, ODN_BIAS, &none) != 0, "a reorder has a bias");
  odn_primitive_free(nothing);
}

static void names(void) {
  static const char *const pairs[][2] = {{"cpu_isa_avx512_core_bf16", "AVX512_CORE_BF16"},
                                         {"cpu_isa_avx10_1_512_amx", "AVX512_CORE_AMX"},
                                         {"cpu_isa_avx10_2_512", "AVX10_2_512"},
                                         {"an instruction set of a long name", "AN INSTRUCTION "}};
  char text[16 + 1] = "";
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
    size_t capacity = i == 3 ? 16 : sizeof text;
    odn_spell_instruction_set(pairs[i][0], text, capacity);
    expect(strcmp(text, pairs[i][1]) == 0, pairs[i][0]);
  }
}

int main(void) {
  names();
  expect(ck_set_lanes(2), "two lanes are not allowed");
  const char *set = odn_instruction_set();
  const int has_bf16 = strncmp(set, "AVX512_CORE", 11) == 0 || strncmp(set, "AVX10", 5) == 0;
  if (!has_bf16) printf("%s: oneDNN computes no bf16 here, so that its primitives are not tested\n", set);
  for (int round = 0; round < ROUNDS; round++) {
    for (int kind = 0; kind < (has_bf16 ? 8 : 4); kind++)
      for (int groups = 1; groups <= 32; groups += 31)
        convolutions(kind & 4 ? ODN_BF16 : ODN_F32, groups, kind & 1, kind >> 1 & 1);
    for (odn_type type = ODN_F32; type <= (has_bf16 ? ODN_BF16 : ODN_F32); type++) {
      odn_layout *blocked = layout(type, ODN_BLOCKS_16, map), *plain = layout(type, ODN_ROW_MAJOR, map);
      odn_layout *last = layout(type, ODN_CHANNELS_LAST, map), *part = NULL;
      check(odn_layout_part(blocked, 4, half, nowhere, &part), "a part");
      expect(odn_layout_type(part) == type && !odn_layout_equal(part, blocked), "a part is no part");
      layers(blocked);
      layers(last);
      copies(blocked, plain);
      copies(plain, last);
      refusals(blocked);
      odn_layout_free(blocked), odn_layout_free(plain), odn_layout_free(last), odn_layout_free(part);
    }
  }
  odn_layout_free(NULL);
  odn_primitive_free(NULL);
  printf("oneDNN %d, %s: %d primitives made, run and freed\n", odn_version(), odn_instruction_set(), made);
}
