// Which instructions the loops of this module use: the one place that asks the processor and the environment.
#pragma once

/// Instruction sets that loops are built for, each containing those before it.
typedef enum { CK_BASELINE, CK_AVX2, CK_AVX512, CK_AVX512_BF16 } ck_instruction_set;

/// The widest that the processor has and the variable `ZOOMIN_MAX_CPU_ISA` allows; the same for the life of the process.
/// The variable is spelt like oneDNN's `DNNL_MAX_CPU_ISA`: SSE41, AVX2, AVX512_CORE, AVX512_CORE_BF16 or ALL. Any other
/// value allows everything, and `ck_instruction_limit_is_known` answers 0.
ck_instruction_set ck_instructions(void);
/// 0 where `ZOOMIN_MAX_CPU_ISA` has a value that is not one of those above.
int ck_instruction_limit_is_known(void);
/// The name of an instruction set, as the variable spells it.
const char *ck_instruction_set_name(ck_instruction_set set);
