/* The first process of a virtual machine that boots from a container image's files. microagent-init(8) describes it. */
#include "boot.h"
#include "config.h"
#include "console.h"
#include "files.h"
#include "print.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_BAD_CONFIG = 1, EXIT_USAGE = 2 };

/* Says what a boot would make of a configuration. */
static int check(const char *path) {
  static struct config config;
  static char bytes[CONFIG_MAX_BYTES];
  char problem[CONFIG_PROBLEM];
  ssize_t size = file_read(path, bytes, sizeof bytes);
  if (size < 0) {
    say_error("cannot read %s", path);
    return EXIT_BAD_CONFIG;
  }
  if (!config_parse(&config, bytes, (size_t)size, problem)) {
    say("bad configuration %s: %s", path, problem);
    return EXIT_BAD_CONFIG;
  }
  config_print(stdout, &config);
  if (fflush(stdout) != 0) {
    say_error("cannot write");
    return EXIT_BAD_CONFIG;
  }
  return 0;
}

int main(int argc, char **argv) {
  if (getpid() == 1) {
    boot();
  }
  if (argc == 3 && strcmp(argv[1], "--check") == 0) {
    return check(argv[2]);
  }
  if (argc == 2 && strcmp(argv[1], "--version") == 0) {
    return puts("microagent-init " VERSION) < 0;
  }
  fprintf(stderr, "usage: microagent-init --check FILE | --version\n"
                  "With neither it is the first process of a machine, and that this one is not.\n");
  return EXIT_USAGE;
}
