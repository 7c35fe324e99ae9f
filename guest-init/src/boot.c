#include "boot.h"

#include "cmdline.h"
#include "config.h"
#include "console.h"
#include "disks.h"
#include "environment.h"
#include "files.h"
#include "machine.h"
#include "mounts.h"
#include "process.h"
#include "setup.h"
#include "status.h"
#include "supervise.h"

#include <errno.h>
#include <signal.h>
#include <sys/types.h>

const char CONFIG_PATH[] = "/etc/microagent/init.conf";

static char DEFAULT_HOSTNAME[] = "microagent";
static char DEFAULT_SHELL[] = "/bin/sh";
static char DEFAULT_TERM[] = "TERM=linux";

/* The kernel's limit is 2048 on amd64 and arm64. */
enum { MAX_CMDLINE = 4096 };

/* Finds a parameter of the kernel command line; it keeps the value. */
static char *parameter(const char *name, char line[MAX_CMDLINE]) {
  ssize_t length = file_read("/proc/cmdline", line, MAX_CMDLINE - 1);
  line[length < 0 ? 0 : length] = '\0';
  return cmdline_find(line, name);
}

/* An image without a configuration still boots: it has a name, and a shell when the command line asks for one. */
static bool read_config(struct config *config) {
  static char bytes[CONFIG_MAX_BYTES];
  char problem[CONFIG_PROBLEM];
  ssize_t size = file_read(CONFIG_PATH, bytes, sizeof bytes);
  if (size < 0 && errno == ENOENT) {
    config_defaults(config);
    return true;
  }
  if (size < 0) {
    say_error("cannot read %s", CONFIG_PATH);
    return false;
  }
  if (!config_parse(config, bytes, (size_t)size, problem)) {
    say("bad configuration %s: %s", CONFIG_PATH, problem);
    return false;
  }
  return true;
}

/* What was asked of this boot overrides what is baked in. */
static bool apply_cmdline(struct config *config) {
  static char hostname_line[MAX_CMDLINE];
  static char shell_line[MAX_CMDLINE];
  const char *hostname = parameter("microagent.hostname", hostname_line);
  char *shell = parameter("microagent.shell", shell_line);
  if (hostname != NULL) {
    if (!config_is_hostname(hostname)) {
      say("microagent.hostname on the kernel command line is no hostname");
      return false;
    }
    config->hostname = hostname;
  }
  if (shell != NULL) {
    config->shell = shell[0] == '\0' ? DEFAULT_SHELL : shell;
  }
  return true;
}

static pid_t start_command(const struct config *config) {
  static struct environment environment;
  environment_make(&environment, &config->env, config->home);
  console_give(config->uid);
  const struct program program = {.argv = config->argv.items,
                                  .environment = environment.items,
                                  .workdir = config->workdir,
                                  .uid = config->uid,
                                  .gid = config->gid,
                                  .group_count = config->group_count,
                                  .groups = config->groups};
  return process_start(&program);
}

/* The console is for whoever runs this machine, so its shell is root's. */
static pid_t start_shell(const struct config *config) {
  static struct environment environment;
  char *argv[] = {config->shell, NULL};
  const gid_t root = 0;
  environment_make(&environment, &config->env, "/root");
  environment_default(&environment, DEFAULT_TERM);
  const struct program program = {.argv = argv,
                                  .environment = environment.items,
                                  .workdir = "/",
                                  .group_count = 1,
                                  .groups = &root,
                                  .on_console = true};
  return process_start(&program);
}

/* Runs the command, and a shell beside it where one is asked for. The command's status counts, if there is one. */
static int run(const struct config *config) {
  struct child children[2];
  size_t count = 0;
  if (config->argv.count > 0) {
    children[count++] =
        (struct child){.pid = start_command(config), .stop_signal = config->stop_signal, .running = true};
  }
  if (config->shell != NULL) {
    /* An interactive shell ignores TERM. */
    children[count++] = (struct child){.pid = start_shell(config), .stop_signal = SIGHUP, .running = true};
  }
  if (count == 0) {
    say("nothing to run: no command in %s, and no microagent.shell on the kernel command line", CONFIG_PATH);
    return STATUS_INIT_FAILED;
  }
  for (size_t i = 0; i < count; i++) {
    if (children[i].pid < 0) {
      return STATUS_INIT_FAILED; /* which ends the other one too */
    }
  }
  supervise(children, count, config->stop_grace);
  return children[0].status;
}

static int prepare_and_run(struct config *config) {
  if (!read_config(config)) {
    config_defaults(config);
    return STATUS_INIT_FAILED;
  }
  if (!apply_cmdline(config)) {
    return STATUS_INIT_FAILED;
  }
  machine_name(config->hostname != NULL ? config->hostname : DEFAULT_HOSTNAME);
  if (!disks_mount(config)) {
    return STATUS_INIT_FAILED;
  }
  int status = setup_run(config);
  return status != 0 ? status : run(config);
}

void boot(void) {
  static struct config config;
  supervise_init();
  mounts_dev();
  console_open();
  mounts_rest();
  machine_prepare();
  int status = prepare_and_run(&config);
  supervise_end_all(config.stop_grace);
  mounts_end();
  console_new_line(); /* others look for the next line, and the command may have stopped in the middle of its own */
  say("exit=%d", status);
  console_drain();
  machine_restart();
}
