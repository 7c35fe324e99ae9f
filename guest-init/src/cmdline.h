/* The kernel command line, for what is asked of one boot rather than baked into the file system. */
#ifndef CMDLINE_H
#define CMDLINE_H

/*
 * Finds a parameter, the last one where there are several. Returns its value, "" where it has none, and NULL where
 * it isn't there. The value is cut out of `line` in place: a parameter can be looked for once.
 */
char *cmdline_find(char *line, const char *name);

#endif
