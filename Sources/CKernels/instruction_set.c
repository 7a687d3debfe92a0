#include "instruction_set.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = {
    [CK_BASELINE] = "SSE41", [CK_AVX2] = "AVX2", [CK_AVX512] = "AVX512_CORE", [CK_AVX512_BF16] = "AVX512_CORE_BF16"};

static ck_instruction_set instructions;
static int limit_is_known = 1;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static ck_instruction_set of_processor(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("x86-64-v3")) return CK_BASELINE;
  if (!__builtin_cpu_supports("x86-64-v4")) return CK_AVX2;
  return __builtin_cpu_supports("avx512bf16") ? CK_AVX512_BF16 : CK_AVX512;
#else
  return CK_BASELINE;
#endif
}

static void decide(void) {
  instructions = of_processor();
  const char *limit = getenv("ZOOMIN_MAX_CPU_ISA");
  if (!limit || !*limit || strcmp(limit, "ALL") == 0) return;
  for (ck_instruction_set set = CK_BASELINE; set <= CK_AVX512_BF16; set++) {
    if (strcmp(limit, names[set]) != 0) continue;
    if (set < instructions) instructions = set;
    return;
  }
  limit_is_known = 0;
}

ck_instruction_set ck_instructions(void) {
  pthread_once(&once, decide);
  return instructions;
}

int ck_instruction_limit_is_known(void) {
  pthread_once(&once, decide);
  return limit_is_known;
}

const char *ck_instruction_set_name(ck_instruction_set set) { return names[set]; }
