#include "supervise.h"

#include "console.h"
#include "process.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

/* A killed process can still hang in the kernel, on a disk that doesn't answer; that must not keep the machine up. */
enum { MAX_KILL_WAIT = 5 /* seconds */ };

enum event { CHILD_ENDED, STOP_ASKED, DEADLINE_PASSED };

static const int STOP_SIGNALS[] = {
    SIGINT,  /* what the kernel makes of ctrl-alt-del */
    SIGPWR,  /* power failure */
    SIGTERM, /* busybox reboot */
    SIGUSR1, /* busybox halt */
    SIGUSR2  /* busybox poweroff */
};

static bool stopping;

void supervise_init(void) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, NULL);
}

static struct timespec now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time;
}

static struct timespec seconds_from_now(int seconds) {
  struct timespec time = now();
  time.tv_sec += seconds;
  return time;
}

static struct timespec time_until(struct timespec deadline) {
  struct timespec time = now();
  struct timespec left = {deadline.tv_sec - time.tv_sec, deadline.tv_nsec - time.tv_nsec};
  if (left.tv_nsec < 0) {
    left.tv_nsec += 1000000000L;
    left.tv_sec--;
  }
  return left.tv_sec < 0 ? (struct timespec){0, 0} : left;
}

/* Waits for what happens next; without a deadline, for as long as it takes. */
static enum event next_event(const struct timespec *deadline) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGCHLD);
  for (size_t i = 0; i < sizeof STOP_SIGNALS / sizeof STOP_SIGNALS[0]; i++) {
    sigaddset(&signals, STOP_SIGNALS[i]);
  }
  for (;;) {
    struct timespec left = {0, 0};
    if (deadline != NULL) {
      left = time_until(*deadline);
    }
    int signal_number = sigtimedwait(&signals, NULL, deadline == NULL ? NULL : &left);
    if (signal_number == SIGCHLD) {
      return CHILD_ENDED;
    }
    if (signal_number > 0) {
      if (!stopping) {
        say("asked to stop: %s", strsignal(signal_number));
      }
      stopping = true;
      return STOP_ASKED;
    }
    if (errno == EAGAIN) {
      return DEADLINE_PASSED;
    }
  }
}

bool supervise_stopping(void) {
  return stopping;
}

/* Reaps all that has ended, orphans too. False when there is no process left to wait for. */
static bool reap(struct child *children, size_t count) {
  int wait_status;
  pid_t pid;
  while ((pid = waitpid(-1, &wait_status, WNOHANG)) > 0) {
    for (size_t i = 0; i < count; i++) {
      if (children[i].running && children[i].pid == pid) {
        children[i].running = false;
        children[i].status = process_status(wait_status);
      }
    }
  }
  return pid == 0;
}

static bool any_runs(const struct child *children, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (children[i].running) {
      return true;
    }
  }
  return false;
}

static void ask_to_stop(const struct child *children, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (children[i].running) {
      kill(children[i].pid, children[i].stop_signal);
    }
  }
}

static void kill_groups(struct child *children, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (children[i].running) {
      kill(-children[i].pid, SIGKILL);
      kill(children[i].pid, SIGKILL); /* which may not have come to its setsid yet */
      children[i].status = STATUS_SIGNAL + SIGKILL;
    }
  }
}

void supervise(struct child *children, size_t count, int grace) {
  struct timespec deadline;
  bool asked = false;
  bool killed = false;
  for (;;) {
    reap(children, count);
    if (!any_runs(children, count)) {
      return;
    }
    if (stopping && !asked) {
      ask_to_stop(children, count);
      deadline = seconds_from_now(grace);
      asked = true;
    }
    if (next_event(asked ? &deadline : NULL) != DEADLINE_PASSED) {
      continue;
    }
    if (killed) {
      say("it cannot be killed: leaving it behind");
      return;
    }
    say("not stopped after %d s: killing it", grace);
    kill_groups(children, count);
    deadline = seconds_from_now(MAX_KILL_WAIT);
    killed = true;
  }
}

/* False when processes are left. */
static bool reap_all_until(struct timespec deadline) {
  while (reap(NULL, 0)) {
    if (next_event(&deadline) == DEADLINE_PASSED) {
      return !reap(NULL, 0);
    }
  }
  return true;
}

void supervise_end_all(int grace) {
  kill(-1, SIGTERM);
  kill(-1, SIGCONT); /* a stopped process gets the request only when it goes on */
  if (reap_all_until(seconds_from_now(grace))) {
    return;
  }
  kill(-1, SIGKILL);
  if (!reap_all_until(seconds_from_now(MAX_KILL_WAIT))) {
    say("some processes could not be killed");
  }
}
