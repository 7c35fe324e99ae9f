#include "mounts.h"

#include "console.h"
#include "files.h"
#include "mounted.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

/* More than anyone mounts; what lies beyond stays mounted, and is synced. */
enum { MAX_MOUNTS = 4096, MAX_LIST = 1 << 20 /* bytes */ };

static const struct mount {
  const char *type;
  const char *target;
  unsigned long flags;
  const char *options;
} DEV = {"devtmpfs", "/dev", MS_NOSUID, "mode=0755"},
  REST[] = {
      {"proc", "/proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL},
      {"sysfs", "/sys", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL},
      {"cgroup2", "/sys/fs/cgroup", MS_NOSUID | MS_NODEV | MS_NOEXEC, "nsdelegate"},
      {"devpts", "/dev/pts", MS_NOSUID | MS_NOEXEC, "mode=0620,ptmxmode=0666,gid=5"},
      {"tmpfs", "/dev/shm", MS_NOSUID | MS_NODEV, "mode=1777"},
      {"mqueue", "/dev/mqueue", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL},
      {"tmpfs", "/run", MS_NOSUID | MS_NODEV, "mode=0755"},
};

static const struct {
  const char *target;
  const char *path;
} LINKS[] = {
    {"/proc/self/fd", "/dev/fd"},
    {"/proc/self/fd/0", "/dev/stdin"},
    {"/proc/self/fd/1", "/dev/stdout"},
    {"/proc/self/fd/2", "/dev/stderr"},
};

static void mount_one(const struct mount *mount_point) {
  /* On a read-only root this fails, and then the image has the directory, or the next call says that it hasn't. */
  directories_make(mount_point->target, 0755);
  if (mount(mount_point->type, mount_point->target, mount_point->type, mount_point->flags, mount_point->options) == 0) {
    return;
  }
  /* The kernel may have mounted /dev itself; and a kernel without a feature is still one that can boot. */
  if (errno != EBUSY && errno != ENODEV) {
    say_error("cannot mount %s on %s", mount_point->type, mount_point->target);
  }
}

void mounts_dev(void) {
  mount_one(&DEV);
}

void mounts_rest(void) {
  for (size_t i = 0; i < sizeof REST / sizeof REST[0]; i++) {
    mount_one(&REST[i]);
  }
  for (size_t i = 0; i < sizeof LINKS / sizeof LINKS[0]; i++) {
    if (symlink(LINKS[i].target, LINKS[i].path) != 0 && errno != EEXIST) {
      say_error("cannot make %s", LINKS[i].path);
    }
  }
}

/* All that is mounted now, in the order it was. */
static size_t list_mounted(struct mounted *mounted, size_t room) {
  static char list[MAX_LIST];
  ssize_t length = file_read("/proc/self/mounts", list, sizeof list - 1);
  if (length < 0) {
    say_error("cannot read what is mounted");
    return 0;
  }
  list[length] = '\0';
  char *rest = list;
  size_t count = 0;
  while (count < room && mounted_next(&rest, &mounted[count])) {
    count++;
  }
  return count;
}

static bool make_read_only(const char *target) {
  return mount(NULL, target, NULL, MS_REMOUNT | MS_RDONLY, NULL) == 0;
}

void mounts_end(void) {
  static struct mounted mounted[MAX_MOUNTS];
  for (size_t i = list_mounted(mounted, MAX_MOUNTS); i-- > 0;) {
    const char *target = mounted[i].target;
    bool is_root = strcmp(target, "/") == 0;
    if (is_root || umount2(target, UMOUNT_NOFOLLOW) == 0 || !mounted[i].on_device) {
      continue;
    }
    say_error("cannot unmount %s", target);
    if (!make_read_only(target)) {
      say_error("cannot make %s read-only", target);
    }
  }
  if (!make_read_only("/")) {
    say_error("cannot make the root read-only");
  }
  sync();
}
