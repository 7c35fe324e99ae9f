/* The configuration that a root file system carries for its init: what to run, as whom, and with what. */
#ifndef CONFIG_H
#define CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum {
  CONFIG_MAX_BYTES = 1 << 20,   /* of the file; more than execve takes, so no real command is refused */
  CONFIG_MAX_STRINGS = 4096,    /* of one list */
  CONFIG_MAX_GROUPS = 1024,     /* supplementary groups; the kernel takes 65536 */
  CONFIG_MAX_DISKS = 64,        /* attached disks */
  CONFIG_MAX_HOSTNAME = 64,     /* bytes; the kernel's limit */
  CONFIG_MAX_LABEL = 16,        /* bytes; ext4's limit */
  CONFIG_MAX_GRACE = 24 * 3600, /* seconds */
  CONFIG_PROBLEM = 160          /* bytes of a message, with the final NUL */
};

/* A list that is fit for execve: after the last string comes NULL. */
struct strings {
  size_t count;
  char *items[CONFIG_MAX_STRINGS + 1];
};

struct disk {
  const char *label; /* NULL: found by UUID */
  unsigned char uuid[16];
  const char *mountpoint;
  bool read_only;
};

struct config {
  const char *hostname; /* NULL: not given */
  uid_t uid;
  gid_t gid;
  size_t group_count;
  gid_t groups[CONFIG_MAX_GROUPS];
  const char *home; /* never NULL */
  const char *workdir;
  struct strings env;
  struct strings argv;
  struct strings setup;
  size_t disk_count;
  struct disk disks[CONFIG_MAX_DISKS];
  char *shell; /* NULL: none is asked for */
  int stop_signal;
  int stop_grace; /* seconds */
  struct strings ignored; /* what a newer writer added and marked as safe to ignore */
};

/* What holds where nothing is configured. */
void config_defaults(struct config *config);

/*
 * Reads a configuration. The strings of `config` point into `bytes`, which is changed. When the bytes aren't a
 * valid configuration it returns false and `problem` says why, without any value in it: they may be secrets.
 */
bool config_parse(struct config *config, char *bytes, size_t size, char problem[CONFIG_PROBLEM]);

/* Whether the kernel and other hosts can take it as a name for this machine. */
bool config_is_hostname(const char *name);

#endif
