/* How a program is started. */
#ifndef PROCESS_H
#define PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

/* As a shell has it: what a program that could not be started leaves as its status. */
enum { STATUS_CANNOT_RUN = 126, STATUS_NOT_FOUND = 127, STATUS_SIGNAL = 128 };

struct program {
  char *const *argv;
  char *const *environment;
  const char *workdir;
  uid_t uid;
  gid_t gid;
  size_t group_count;
  const gid_t *groups;
  bool on_console; /* reads from the console and is controlled by it; otherwise reads nothing */
};

/*
 * Starts a program in a session of its own, with default signals. A failure behind the fork is said on the console
 * and shows as one of the statuses above; without a fork it returns -1.
 */
pid_t process_start(const struct program *program);

/* What a shell would make of a status that wait returned: the exit status, or 128 and the signal. */
int process_status(int wait_status);

#endif
