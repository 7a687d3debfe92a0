// Lanes of OpenMP that wait for others yield the processor soon.
//
// By default a waiting lane of libgomp keeps its core busy for milliseconds. Beside another process the lanes then wait
// for each other most of the time: a training step takes several times as long. `GOMP_SPINCOUNT` sets how long they try;
// libgomp reads it when it is loaded, and has no call for it. So before the constructors of any library run, the program
// starts itself once more with the variable set. If the user has set it, or `OMP_WAIT_POLICY`, that is kept.

#include "include/CStart.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SPINS "GOMP_SPINCOUNT=1000"
#define MARK "ZOOMIN_SET_GOMP_SPINCOUNT=1"
enum { MOST_VARIABLES = 4096, LONGEST_PATH = 4096 };

static int begins(const char *text, const char *start) { return strncmp(text, start, strlen(start)) == 0; }

static void start_with_spins(int argc, char **argv, char **environment) {
  (void)argc;
  static char *variables[MOST_VARIABLES + 3];
  int count = 0;
  for (; environment[count]; count++) {
    const char *variable = environment[count];
    if (begins(variable, "GOMP_SPINCOUNT=") || begins(variable, "OMP_WAIT_POLICY=")) return;
    if (count == MOST_VARIABLES) return;
    variables[count] = environment[count];
  }
  variables[count] = SPINS;
  variables[count + 1] = MARK;
  // Not /proc/self/exe itself, which would become the name of the process.
  static char path[LONGEST_PATH];
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
  if (length <= 0) return;
  // Where this fails, lanes wait as libgomp has them wait.
  execve(path, argv, variables);
}

__attribute__((section(".preinit_array"), used)) static void (*const first)(int, char **, char **) = start_with_spins;

void cs_clean_environment(void) {
  if (!getenv("ZOOMIN_SET_GOMP_SPINCOUNT")) return;
  unsetenv("GOMP_SPINCOUNT");
  unsetenv("ZOOMIN_SET_GOMP_SPINCOUNT");
}
