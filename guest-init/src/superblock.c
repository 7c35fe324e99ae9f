#include "superblock.h"

#include <string.h>

/* Offsets in struct ext4_super_block, of the kernel's Documentation/filesystems/ext4. */
enum { S_MAGIC = 0x38, S_FEATURE_INCOMPAT = 0x60, S_UUID = 0x68, S_VOLUME_NAME = 0x78 };

enum { MAGIC = 0xef53 };

/* The journal of another file system: it has a superblock too, and nothing to mount. */
enum { INCOMPAT_JOURNAL_DEV = 0x0008 };

static unsigned little_endian_16(const unsigned char *bytes) {
  return (unsigned)bytes[0] | (unsigned)bytes[1] << 8;
}

bool superblock_read(struct superblock *superblock, const unsigned char bytes[SUPERBLOCK_SIZE]) {
  if (little_endian_16(bytes + S_MAGIC) != MAGIC ||
      (little_endian_16(bytes + S_FEATURE_INCOMPAT) & INCOMPAT_JOURNAL_DEV) != 0) {
    return false;
  }
  memcpy(superblock->uuid, bytes + S_UUID, sizeof superblock->uuid);
  memcpy(superblock->label, bytes + S_VOLUME_NAME, sizeof superblock->label - 1);
  superblock->label[sizeof superblock->label - 1] = '\0';
  return true;
}
