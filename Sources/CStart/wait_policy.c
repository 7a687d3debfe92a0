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

/// Whether the call only reads records or prints a text: it has no lanes, and a second start would double its time.
static int has_no_lanes(int argc, char **argv) {
  static const char *const verbs[] = {"runs", "schema", "labels", "help", "--version"};
  if (argc < 2) return 1;
  for (int i = 1; i < argc; i++)
    if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) return 1;
  for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
    if (strcmp(argv[1], verbs[i]) == 0) return 1;
  return 0;
}

static void start_with_spins(int argc, char **argv, char **environment) {
  if (has_no_lanes(argc, argv)) return;
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
