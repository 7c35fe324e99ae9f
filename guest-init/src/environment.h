/* The environment of what is started. */
#ifndef ENVIRONMENT_H
#define ENVIRONMENT_H

#include "config.h"

#include <limits.h>

struct environment {
  char home[PATH_MAX + sizeof "HOME="];
  char *items[CONFIG_MAX_STRINGS + 4]; /* ends with NULL, as execve wants it */
};

/*
 * The configured variables, of a repeated one the last, and PATH and HOME where they are not configured. Nothing of
 * the kernel's own environment is in it. The strings of `configured` must outlive `environment`.
 */
void environment_make(struct environment *environment, const struct strings *configured, const char *home);

/* Adds NAME=VALUE unless NAME is there. There is room for one. */
void environment_default(struct environment *environment, char *variable);

#endif
