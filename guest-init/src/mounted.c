#include "mounted.h"

#include <string.h>

static bool is_octal(char c) {
  return c >= '0' && c <= '7';
}

/* The kernel writes spaces, tabs, newlines and backslashes of names as \ooo. */
static void unescape(char *text) {
  char *out = text;
  for (const char *in = text; *in != '\0';) {
    if (in[0] == '\\' && is_octal(in[1]) && is_octal(in[2]) && is_octal(in[3])) {
      *out++ = (char)((in[1] - '0') << 6 | (in[2] - '0') << 3 | (in[3] - '0'));
      in += 4;
    } else {
      *out++ = *in++;
    }
  }
  *out = '\0';
}

bool mounted_next(char **list, struct mounted *mounted) {
  char *line;
  while ((line = strsep(list, "\n")) != NULL) {
    const char *source = strsep(&line, " ");
    char *target = strsep(&line, " ");
    if (target != NULL && target[0] != '\0') {
      unescape(target);
      mounted->target = target;
      mounted->on_device = strncmp(source, "/dev/", 5) == 0;
      return true;
    }
  }
  return false;
}
