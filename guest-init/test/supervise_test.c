/* Real processes, of which this one is the parent. */
#include "supervise.h"

#include "process.h"
#include "test.h"

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { LONG_GRACE = 60, NO_GRACE = 0 };

static char *environment[] = {(char[]){"PATH=/usr/bin:/bin"}, (char[]){"WORD=from the environment"}, NULL};

static pid_t start(char *command, const char *workdir) {
  char *argv[] = {(char[]){"sh"}, (char[]){"-c"}, command, NULL};
  gid_t group = getgid();
  struct program program = {.argv = argv,
                            .environment = environment,
                            .workdir = workdir,
                            .uid = getuid(),
                            .gid = group,
                            .group_count = 1,
                            .groups = &group};
  return process_start(&program);
}

static int run(char *command, const char *workdir) {
  struct child child = {.pid = start(command, workdir), .stop_signal = SIGTERM, .running = true};
  supervise(&child, 1, LONG_GRACE);
  return child.status;
}

static int run_program(char *program_name) {
  gid_t group = getgid();
  char *argv[] = {program_name, NULL};
  struct program program = {.argv = argv,
                            .environment = environment,
                            .workdir = "/",
                            .uid = getuid(),
                            .gid = group,
                            .group_count = 1,
                            .groups = &group};
  struct child child = {.pid = process_start(&program), .stop_signal = SIGTERM, .running = true};
  supervise(&child, 1, LONG_GRACE);
  return child.status;
}

static void gives_the_status_of_a_shell(void) {
  CHECK(run((char[]){"exit 0"}, "/") == 0);
  CHECK(run((char[]){"exit 7"}, "/") == 7);
  CHECK(run((char[]){"kill -KILL $$"}, "/") == 137);
  CHECK(run((char[]){"kill -TERM $$"}, "/") == 143);
  CHECK(run_program((char[]){"no-such-program"}) == STATUS_NOT_FOUND);
  CHECK(run_program((char[]){"/etc/passwd"}) == STATUS_CANNOT_RUN);
  CHECK(run((char[]){"exit 0"}, "/no/such/directory") == STATUS_CANNOT_RUN);
}

static void starts_clean(void) {
  CHECK(run((char[]){"[ \"$WORD\" = 'from the environment' ] && [ -z \"${HOME-}\" ]"}, "/") == 0);
  CHECK(run((char[]){"[ \"$(pwd)\" = /usr ]"}, "/usr") == 0);
  CHECK(run((char[]){"! read line"}, "/") == 0);
  /* None is blocked or ignored, but for 32 and 33, which a C library keeps for itself. */
  CHECK(run((char[]){"! grep -E '^Sig(Blk|Ign):' /proc/self/status | grep -vE '0{7}[01][08]0{7}$'"}, "/") == 0);
  /* The process leads its session, whose number is field 6 of stat. */
  CHECK(run((char[]){"set -- $(cat /proc/$$/stat) && [ \"$6\" = $$ ]"}, "/") == 0);
}

/* An orphan that nobody reaps keeps its place in /proc, and this command never ends. */
static void reaps_orphans(void) {
  CHECK(run((char[]){"orphan=$(sh -c 'true & echo $!'); while [ -e /proc/$orphan ]; do sleep 0.01; done"}, "/") == 0);
}

/* Until the child is ready for the signal it can't be sent, so the child sends it itself. */
static void passes_the_stop_signal_on(void) {
  struct child children[] = {
      {.pid = start((char[]){"trap 'exit 9' QUIT; kill -PWR $PPID; while :; do sleep 0.05; done"}, "/"),
       .stop_signal = SIGQUIT,
       .running = true},
      {.pid = start((char[]){"exec sleep 1000"}, "/"), .stop_signal = SIGHUP, .running = true}};
  supervise(children, 2, LONG_GRACE);
  CHECK(supervise_stopping());
  CHECK(children[0].status == 9);
  CHECK(children[1].status == STATUS_SIGNAL + SIGHUP);
}

static void kills_what_does_not_stop(void) {
  struct child child = {
      .pid = start((char[]){"trap '' TERM; sleep 1000"}, "/"), .stop_signal = SIGTERM, .running = true};
  supervise(&child, 1, NO_GRACE); /* the request from above still stands */
  CHECK(child.status == 137 || child.status == 143);
}

int main(void) {
  /* Orphans come to this process, as they do to PID 1. */
  prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  supervise_init();
  gives_the_status_of_a_shell();
  starts_clean();
  reaps_orphans();
  passes_the_stop_signal_on();
  kills_what_does_not_stop();
  return verdict("supervise_test");
}
