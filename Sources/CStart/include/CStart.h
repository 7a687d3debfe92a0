// How the program starts. Linking this target is enough.

#pragma once

/// Removes from the environment what `wait_policy.c` put there, so that programs that this one starts do not inherit it.
void cs_clean_environment(void);
