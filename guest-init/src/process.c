#include "process.h"

#include "console.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static void reset_signals(void) {
  for (int signal_number = 1; signal_number < NSIG; signal_number++) {
    signal(signal_number, SIG_DFL); /* fails for KILL, STOP and those that the C library keeps, as it should */
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

static void read_nothing(void) {
  int nothing = open("/dev/null", O_RDONLY);
  if (nothing > STDIN_FILENO) {
    dup2(nothing, STDIN_FILENO);
    close(nothing);
  }
}

__attribute__((noreturn)) static void become(const struct program *program) {
  reset_signals();
  setsid();
  if (program->on_console) {
    console_control();
  } else {
    read_nothing();
  }
  /* In this order: without root's rights the groups can no longer be set. */
  if (setgroups(program->group_count, program->groups) != 0 || setgid(program->gid) != 0 ||
      setuid(program->uid) != 0) {
    say_error("cannot become user %lu, group %lu", (unsigned long)program->uid, (unsigned long)program->gid);
    _exit(STATUS_CANNOT_RUN);
  }
  if (chdir(program->workdir) != 0) {
    say_error("cannot enter the working directory %s", program->workdir);
    _exit(STATUS_CANNOT_RUN);
  }
  environ = (char **)program->environment; /* first, because execvp looks for PATH there */
  execvp(program->argv[0], program->argv);
  int status = errno == ENOENT ? STATUS_NOT_FOUND : STATUS_CANNOT_RUN;
  say_error("cannot run %s", program->argv[0]);
  _exit(status);
}

pid_t process_start(const struct program *program) {
  pid_t pid = fork();
  if (pid == 0) {
    become(program);
  }
  if (pid < 0) {
    say_error("cannot start %s", program->argv[0]);
  }
  return pid;
}

int process_status(int wait_status) {
  return WIFSIGNALED(wait_status) ? STATUS_SIGNAL + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}
