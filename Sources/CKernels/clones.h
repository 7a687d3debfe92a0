#pragma once

// One source for three instruction sets; one of them is chosen when the program loads. Sanitizers crash on that
// choice, because they intercept it before they are ready. With a sanitizer only the plain variant is built.
#if defined(__x86_64__) && !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__) && \
    !(defined(__has_feature) && (__has_feature(thread_sanitizer) || __has_feature(address_sanitizer)))
#define CK_CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define CK_CLONES
#endif
