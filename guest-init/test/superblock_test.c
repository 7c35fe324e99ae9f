/* Reads superblocks of file systems that mke2fs made: superblock_test UUID LABEL IMAGE. */
#include "superblock.h"

#include "test.h"

static unsigned char bytes[SUPERBLOCK_SIZE];
static struct superblock superblock;

static void reads_what_mke2fs_wrote(const char *uuid, const char *label, const char *image) {
  FILE *file = fopen(image, "rb");
  CHECK(file != NULL && fseek(file, SUPERBLOCK_OFFSET, SEEK_SET) == 0 && fread(bytes, sizeof bytes, 1, file) == 1);
  CHECK(superblock_read(&superblock, bytes));
  char text[37];
  char *end = text;
  for (size_t i = 0; i < 16; i++) {
    end += sprintf(end, i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" : "%02x", superblock.uuid[i]);
  }
  CHECK_TEXT(text, uuid);
  CHECK_TEXT(superblock.label, label);
  fclose(file);
}

static void refuses_what_cannot_be_mounted(void) {
  bytes[0x60] |= 8; /* only a journal */
  CHECK(!superblock_read(&superblock, bytes));
  bytes[0x60] &= (unsigned char)~8U;
  CHECK(superblock_read(&superblock, bytes));
  bytes[0x39] ^= 1;
  CHECK(!superblock_read(&superblock, bytes));
  memset(bytes, 0, sizeof bytes);
  CHECK(!superblock_read(&superblock, bytes));
}

int main(int argc, char **argv) {
  if (argc != 4) {
    return EXIT_FAILURE;
  }
  reads_what_mke2fs_wrote(argv[1], argv[2], argv[3]);
  refuses_what_cannot_be_mounted();
  return verdict("superblock_test");
}
