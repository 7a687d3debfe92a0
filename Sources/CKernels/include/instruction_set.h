// The instruction set that the loops of this module use. Only this file checks the processor and the environment.
#pragma once

/// Instruction sets for which loops are built; each includes those before it.
typedef enum { CK_BASELINE, CK_AVX2, CK_AVX512, CK_AVX512_BF16 } ck_instruction_set;

/// The widest one that the processor has and the environment variable `ZOOMIN_MAX_CPU_ISA` allows. It does not change
/// during a process. The variable has the values of oneDNN's `DNNL_MAX_CPU_ISA`: SSE41, AVX2, AVX512_CORE,
/// AVX512_CORE_BF16 or ALL. With any other value there is no limit, and `ck_instruction_limit_is_known` returns 0.
ck_instruction_set ck_instructions(void);
/// 0 if `ZOOMIN_MAX_CPU_ISA` has another value than those above.
int ck_instruction_limit_is_known(void);
/// The name of an instruction set, as the variable spells it.
const char *ck_instruction_set_name(ck_instruction_set set);
