/*
 * Feeds the parsers with whatever comes: for libFuzzer, and for the loop in mutate.c where there is none. The
 * sanitizers say what goes wrong; the rest is what must hold of any input.
 */
#include "cmdline.h"
#include "config.h"
#include "mounted.h"
#include "print.h"
#include "superblock.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition, const char *what) {
  if (!condition) {
    fprintf(stderr, "does not hold: %s\n", what);
    abort();
  }
}

/* Exactly as long as the input, so that one byte too far is seen. */
static char *copy(const uint8_t *data, size_t size, size_t extra) {
  char *bytes = malloc(size + extra + (size + extra == 0));
  require(bytes != NULL, "memory");
  if (size > 0) {
    memcpy(bytes, data, size);
  }
  memset(bytes + size, 0, extra);
  return bytes;
}

static void try_config(const uint8_t *data, size_t size) {
  static struct config config;
  static FILE *nowhere;
  char problem[CONFIG_PROBLEM] = "";
  char *bytes = copy(data, size, 0);
  if (nowhere == NULL) {
    nowhere = fopen("/dev/null", "w");
  }
  if (config_parse(&config, bytes, size, problem)) {
    require(problem[0] == '\0', "a good configuration has no problem");
    require(config.argv.items[config.argv.count] == NULL, "argv ends with NULL");
    require(config.workdir[0] == '/' && config.home[0] == '/', "paths are absolute");
    require(config.stop_signal >= 1 && config.stop_signal <= 64, "the stop signal is one");
    config_print(nowhere, &config);
  } else {
    require(strncmp(problem, "record ", 7) == 0 && strlen(problem) < CONFIG_PROBLEM, "a problem has a place");
  }
  free(bytes);
}

static void try_lines(const uint8_t *data, size_t size) {
  char *line = copy(data, size, 1);
  cmdline_find(line, "microagent.shell");
  free(line);
  char *list = copy(data, size, 1);
  struct mounted mounted;
  for (char *rest = list; mounted_next(&rest, &mounted);) {
    require(strlen(mounted.target) < size, "a mountpoint is part of its line");
  }
  free(list);
}

static void try_superblock(const uint8_t *data, size_t size) {
  if (size >= SUPERBLOCK_SIZE) {
    struct superblock superblock;
    uint8_t *bytes = (uint8_t *)copy(data, SUPERBLOCK_SIZE, 0);
    if (superblock_read(&superblock, bytes)) {
      require(strlen(superblock.label) <= 16, "a label has 16 bytes at most");
    }
    free(bytes);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  try_config(data, size);
  try_lines(data, size);
  try_superblock(data, size);
  return 0;
}
