#include "environment.h"

#include <stdio.h>
#include <string.h>

static char DEFAULT_PATH[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

static bool same_name(const char *a, const char *b) {
  size_t length = strcspn(a, "=");
  return strncmp(a, b, length) == 0 && b[length] == '=';
}

void environment_default(struct environment *environment, char *variable) {
  size_t i = 0;
  for (; environment->items[i] != NULL; i++) {
    if (same_name(variable, environment->items[i])) {
      return;
    }
  }
  environment->items[i] = variable;
  environment->items[i + 1] = NULL;
}

void environment_make(struct environment *environment, const struct strings *configured, const char *home) {
  size_t count = 0;
  for (size_t i = 0; i < configured->count; i++) {
    bool again = false;
    for (size_t later = i + 1; later < configured->count && !again; later++) {
      again = same_name(configured->items[i], configured->items[later]);
    }
    if (!again) {
      environment->items[count++] = configured->items[i];
    }
  }
  environment->items[count] = NULL;
  environment_default(environment, DEFAULT_PATH);
  snprintf(environment->home, sizeof environment->home, "HOME=%s", home);
  environment_default(environment, environment->home);
}
