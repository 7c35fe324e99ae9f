/* The few things that are done with files and directories here. */
#ifndef FILES_H
#define FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * Reads a whole file that is no longer than `size`. Returns the number of bytes, or -1 with errno, which is EFBIG
 * where the file is longer.
 */
ssize_t file_read(const char *path, char *bytes, size_t size);

/* Makes a directory and its parents where they are missing; false with errno. */
bool directories_make(const char *path, mode_t mode);

/* Makes an empty file that survives a crash from the moment this returns, and never lasts half-made. */
bool file_stamp(const char *directory, const char *name);

#endif
