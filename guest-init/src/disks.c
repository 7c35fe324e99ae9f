#include "disks.h"

#include "console.h"
#include "files.h"
#include "superblock.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

/* Drivers find their devices on their own time, which may be after the root was mounted. */
enum { MAX_WAIT_MS = 10000, POLL_MS = 20 };

struct device {
  char path[sizeof "/dev/" + NAME_MAX + 1];
};

static const char BLOCK_DEVICES[] = "/sys/class/block";

/* The root's own file system is never an attached disk: that may be a clone of it, UUID and all. */
static bool is_root(dev_t device) {
  struct stat root;
  return stat("/", &root) == 0 && root.st_dev == device;
}

static bool read_superblock(const char *device, struct superblock *superblock) {
  unsigned char bytes[SUPERBLOCK_SIZE];
  struct stat status;
  int file = open(device, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) {
    return false;
  }
  bool got = fstat(file, &status) == 0 && S_ISBLK(status.st_mode) && !is_root(status.st_rdev) &&
             pread(file, bytes, sizeof bytes, SUPERBLOCK_OFFSET) == (ssize_t)sizeof bytes;
  close(file);
  return got && superblock_read(superblock, bytes);
}

static bool is_wanted(const struct disk *disk, const struct superblock *superblock) {
  return disk->label != NULL ? strcmp(disk->label, superblock->label) == 0
                             : memcmp(disk->uuid, superblock->uuid, sizeof disk->uuid) == 0;
}

/* How many devices hold the disk; `found` is one of them. */
static int find(const struct disk *disk, struct device *found) {
  DIR *devices = opendir(BLOCK_DEVICES);
  if (devices == NULL) {
    return 0;
  }
  int count = 0;
  for (struct dirent *entry; (entry = readdir(devices)) != NULL;) {
    struct device device;
    struct superblock superblock;
    if (entry->d_name[0] == '.') {
      continue;
    }
    snprintf(device.path, sizeof device.path, "/dev/%s", entry->d_name);
    if (read_superblock(device.path, &superblock) && is_wanted(disk, &superblock)) {
      *found = device;
      count++;
    }
  }
  closedir(devices);
  return count;
}

static int wait_for(const struct disk *disk, struct device *found) {
  static const struct timespec pause = {.tv_nsec = POLL_MS * 1000000L};
  int count = find(disk, found);
  for (int waited = 0; count == 0 && waited < MAX_WAIT_MS; waited += POLL_MS) {
    nanosleep(&pause, NULL);
    count = find(disk, found);
  }
  return count;
}

static bool mount_disk(const struct disk *disk) {
  struct device device;
  int count = wait_for(disk, &device);
  if (count == 0) {
    say("the disk for %s is not attached: no block device holds its ext4 file system", disk->mountpoint);
    return false;
  }
  if (count > 1) {
    say("the disk for %s is ambiguous: %d block devices hold a file system of that name", disk->mountpoint, count);
    return false;
  }
  if (!directories_make(disk->mountpoint, 0755)) {
    say_error("cannot make the mountpoint %s", disk->mountpoint);
    return false;
  }
  if (mount(device.path, disk->mountpoint, "ext4", disk->read_only ? MS_RDONLY : 0, NULL) != 0) {
    say_error("cannot mount %s on %s", device.path, disk->mountpoint);
    return false;
  }
  return true;
}

bool disks_mount(const struct config *config) {
  for (size_t i = 0; i < config->disk_count; i++) {
    if (!mount_disk(&config->disks[i])) {
      return false;
    }
  }
  return true;
}
