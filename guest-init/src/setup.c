#include "setup.h"

#include "console.h"
#include "environment.h"
#include "files.h"
#include "process.h"
#include "status.h"
#include "supervise.h"

#include <signal.h>
#include <sys/statvfs.h>
#include <unistd.h>

static const char STATE[] = "/etc/microagent";
static const char STAMP[] = "setup.done";
static const char STAMP_PATH[] = "/etc/microagent/setup.done";

static bool root_is_read_only(void) {
  struct statvfs status;
  return statvfs("/", &status) == 0 && (status.f_flag & ST_RDONLY) != 0;
}

static int run_one(const struct config *config, char *const *environment, char *command) {
  char shell[] = "/bin/sh";
  char option[] = "-c";
  char *argv[] = {shell, option, command, NULL};
  const gid_t root = 0;
  const struct program program = {
      .argv = argv, .environment = environment, .workdir = config->workdir, .group_count = 1, .groups = &root};
  struct child child = {.pid = process_start(&program), .stop_signal = SIGTERM, .running = true};
  if (child.pid < 0) {
    return STATUS_INIT_FAILED;
  }
  supervise(&child, 1, config->stop_grace);
  return child.status;
}

int setup_run(const struct config *config) {
  if (config->setup.count == 0 || access(STAMP_PATH, F_OK) == 0) {
    return 0;
  }
  if (root_is_read_only()) {
    say("setup needs a root file system that can be written to");
    return STATUS_INIT_FAILED;
  }
  static struct environment environment;
  environment_make(&environment, &config->env, "/root");
  for (size_t i = 0; i < config->setup.count; i++) {
    say("setup %zu of %zu", i + 1, config->setup.count); /* not the command, which may hold a secret */
    int status = run_one(config, environment.items, config->setup.items[i]);
    if (supervise_stopping()) {
      say("stopped in the middle of setup, which starts over at the next boot");
      return status != 0 ? status : STATUS_INIT_FAILED;
    }
    if (status != 0) {
      say("setup failed: command %zu of %zu ended with status %d", i + 1, config->setup.count, status);
      return status;
    }
  }
  sync(); /* what the commands wrote must not be lost when the stamp isn't */
  if (!file_stamp(STATE, STAMP)) {
    say_error("setup failed: cannot write %s", STAMP_PATH);
    return STATUS_INIT_FAILED;
  }
  return 0;
}
