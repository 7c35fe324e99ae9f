/* The little that the tests of this directory share. */
#ifndef TEST_H
#define TEST_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

/* Says what doesn't hold and where, and goes on. */
#define CHECK(condition) \
  do { \
    if (!(condition)) { \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
      failures++; \
    } \
  } while (0)

#define CHECK_TEXT(actual, expected) \
  do { \
    const char *actual_text = (actual); \
    if (actual_text == NULL || strcmp(actual_text, (expected)) != 0) { \
      fprintf(stderr, "%s:%d: \"%s\" instead of \"%s\"\n", __FILE__, __LINE__, actual_text == NULL ? "NULL" : actual_text, \
              (expected)); \
      failures++; \
    } \
  } while (0)

static int verdict(const char *name) {
  if (failures > 0) {
    fprintf(stderr, "%s: %d failures\n", name, failures);
    return EXIT_FAILURE;
  }
  printf("%s: passed\n", name);
  return EXIT_SUCCESS;
}

#endif
