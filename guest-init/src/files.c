#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

ssize_t file_read(const char *path, char *bytes, size_t size) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return -1;
  }
  size_t used = 0;
  ssize_t got = 0;
  while (used < size && (got = read(file, bytes + used, size - used)) > 0) {
    used += (size_t)got;
  }
  char beyond;
  if (got >= 0 && used == size && (got = read(file, &beyond, 1)) > 0) {
    errno = EFBIG;
    got = -1;
  }
  int problem = errno;
  close(file);
  errno = problem;
  return got < 0 ? -1 : (ssize_t)used;
}

bool directories_make(const char *path, mode_t mode) {
  char parent[PATH_MAX];
  size_t length = strlen(path);
  if (length >= sizeof parent) {
    errno = ENAMETOOLONG;
    return false;
  }
  memcpy(parent, path, length + 1);
  for (char *slash = strchr(parent + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    mkdir(parent, mode); /* what matters is whether the last one is there */
    *slash = '/';
  }
  struct stat status;
  return mkdir(path, mode) == 0 || (stat(path, &status) == 0 && S_ISDIR(status.st_mode));
}

static bool sync_and_close(int file) {
  bool synced = file >= 0 && fsync(file) == 0;
  return file >= 0 && close(file) == 0 && synced;
}

bool file_stamp(const char *directory, const char *name) {
  char final[PATH_MAX];
  char temporary[PATH_MAX];
  snprintf(final, sizeof final, "%s/%s", directory, name);
  snprintf(temporary, sizeof temporary, "%s/%s.tmp", directory, name);
  return directories_make(directory, 0755) &&
         sync_and_close(open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)) &&
         rename(temporary, final) == 0 && sync_and_close(open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}
