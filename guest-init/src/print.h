/* A configuration as text, for people and for the tests of whoever writes configurations. */
#ifndef PRINT_H
#define PRINT_H

#include "config.h"

#include <stdio.h>

/*
 * Prints all that holds, defaults too, one `key=value` a line in a fixed order. Control characters and backslashes
 * are written as \xNN, so that a line is a line.
 */
void config_print(FILE *out, const struct config *config);

#endif
