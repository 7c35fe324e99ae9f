/* What PID 1 does while others run: reap whatever ends, and pass on the request to stop. */
#ifndef SUPERVISE_H
#define SUPERVISE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct child {
  pid_t pid; /* of its session too */
  int stop_signal;
  bool running;
  int status; /* once it has ended or was killed */
};

/* From now on no signal interrupts or ends this process: all wait until supervise looks. */
void supervise_init(void);

/* Whether this machine has been asked to stop: ctrl-alt-del, or a signal that halt, poweroff or reboot send. */
bool supervise_stopping(void);

/*
 * Returns when all children have ended. Asked to stop, it sends each its stop signal and, `grace` seconds later, kills
 * what is left of their process groups; one that even then doesn't end counts as killed.
 */
void supervise(struct child *children, size_t count, int grace);

/* Ends every process but this one: asks, waits `grace` seconds at most, kills. */
void supervise_end_all(int grace);

#endif
