/* The file systems that every Linux program expects, and the end of all of them. */
#ifndef MOUNTS_H
#define MOUNTS_H

/* Mounts the kernel's file systems. /dev comes first and alone, because without it nothing can be said. */
void mounts_dev(void);
void mounts_rest(void);

/* Unmounts everything in reverse order, makes the root read-only, and writes all out. */
void mounts_end(void);

#endif
