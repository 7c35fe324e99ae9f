/* What an ext4 file system says of itself. */
#ifndef SUPERBLOCK_H
#define SUPERBLOCK_H

#include <stdbool.h>

enum {
  SUPERBLOCK_OFFSET = 1024, /* bytes from the start of the device */
  SUPERBLOCK_SIZE = 1024
};

struct superblock {
  unsigned char uuid[16];
  char label[17]; /* 16 bytes at most, and a NUL */
};

/* False where the bytes are no superblock of an ext2, ext3 or ext4 file system. */
bool superblock_read(struct superblock *superblock, const unsigned char bytes[SUPERBLOCK_SIZE]);

#endif
