#include "machine.h"

#include "console.h"

#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* The most that a kernel allows unless told otherwise (fs.nr_open). */
enum { OPEN_FILES = 1048576 };

static void loopback_up(void) {
  struct ifreq request;
  memset(&request, 0, sizeof request);
  strcpy(request.ifr_name, "lo");
  int socket_file = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket_file >= 0 && ioctl(socket_file, SIOCGIFFLAGS, &request) == 0) {
    request.ifr_flags |= IFF_UP;
    if (ioctl(socket_file, SIOCSIFFLAGS, &request) == 0) {
      close(socket_file);
      return;
    }
  }
  say_error("cannot bring the loopback interface up");
  if (socket_file >= 0) {
    close(socket_file);
  }
}

void machine_prepare(void) {
  const struct rlimit files = {OPEN_FILES, OPEN_FILES};
  umask(022);
  if (reboot(RB_DISABLE_CAD) != 0) {
    say_error("cannot take over ctrl-alt-del");
  }
  if (setrlimit(RLIMIT_NOFILE, &files) != 0) {
    say_error("cannot raise the limit of open files");
  }
  loopback_up();
}

void machine_name(const char *hostname) {
  if (sethostname(hostname, strlen(hostname)) != 0) {
    say_error("cannot set the hostname");
  }
}

void machine_restart(void) {
  reboot(RB_AUTOBOOT);
  /* When PID 1 ends the kernel panics. */
  for (;;) {
    pause();
  }
}
