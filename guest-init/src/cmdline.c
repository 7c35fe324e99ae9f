#include "cmdline.h"

#include <string.h>

static const char SPACE[] = " \t\n";

char *cmdline_find(char *line, const char *name) {
  size_t length = strlen(name);
  char *found = NULL;
  for (char *word = line + strspn(line, SPACE); *word != '\0'; word += strspn(word, SPACE)) {
    char *end = word + strcspn(word, SPACE);
    if (strncmp(word, name, length) == 0 && (word[length] == '=' || word + length == end)) {
      found = word + length;
    }
    word = end;
  }
  if (found == NULL) {
    return NULL;
  }
  char *value = *found == '=' ? found + 1 : found;
  value[strcspn(value, SPACE)] = '\0';
  return value;
}
