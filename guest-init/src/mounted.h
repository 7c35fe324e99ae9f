/* The kernel's list of what is mounted: /proc/self/mounts. */
#ifndef MOUNTED_H
#define MOUNTED_H

#include <stdbool.h>

struct mounted {
  const char *target;
  bool on_device; /* and so something can be lost */
};

/* Takes the next line out of the list, which is changed; false at its end. */
bool mounted_next(char **list, struct mounted *mounted);

#endif
