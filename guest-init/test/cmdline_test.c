#include "cmdline.h"

#include "test.h"

static const char *find(const char *line, const char *name) {
  static char copy[256];
  snprintf(copy, sizeof copy, "%s", line);
  return cmdline_find(copy, name);
}

int main(void) {
  CHECK_TEXT(find("console=ttyS0 microagent.shell=/bin/sh quiet\n", "microagent.shell"), "/bin/sh");
  CHECK_TEXT(find("microagent.shell=/bin/sh\n", "microagent.shell"), "/bin/sh");
  CHECK_TEXT(find("a.b=1 a.b=2", "a.b"), "2");
  CHECK_TEXT(find("a.b=1 a.b", "a.b"), "");
  CHECK_TEXT(find("a.b quiet", "a.b"), "");
  CHECK_TEXT(find("a.b= quiet", "a.b"), "");
  CHECK_TEXT(find(" \ta.b=x=y\tquiet", "a.b"), "x=y");
  CHECK(find("xa.b=1 a.bx=1 x=a.b", "a.b") == NULL);
  CHECK(find("", "a.b") == NULL);
  CHECK(find("\n", "a.b") == NULL);
  return verdict("cmdline_test");
}
