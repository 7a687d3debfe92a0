// Run-time dispatch on the instruction set. Nothing under the thread sanitizer, which crashes on ifuncs at load.
#pragma once
#if defined(__x86_64__) && !(defined(__has_feature) && __has_feature(thread_sanitizer))
#define CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define CLONES
#endif
