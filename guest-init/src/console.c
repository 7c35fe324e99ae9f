#include "console.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static const char CONSOLE[] = "/dev/console";

enum { MAX_LINE = 1024 };

void console_open(void) {
  int console = open(CONSOLE, O_RDWR | O_NOCTTY);
  if (console < 0) {
    /* Nobody can be told, but whatever is started must not meet closed descriptors. */
    console = open("/dev/null", O_RDWR);
  }
  for (int descriptor = STDIN_FILENO; console >= 0 && descriptor <= STDERR_FILENO; descriptor++) {
    dup2(console, descriptor);
  }
  if (console > STDERR_FILENO) {
    close(console);
  }
}

void console_give(unsigned user) {
  if (user != 0 && chown(CONSOLE, (uid_t)user, (gid_t)-1) != 0) {
    say_error("cannot give %s to user %u", CONSOLE, user);
  }
}

void console_control(void) {
  ioctl(STDIN_FILENO, TIOCSCTTY, 1);
}

/* In one write, so that lines of several processes don't mix. */
__attribute__((format(printf, 1, 0))) static void print_line(const char *format, va_list arguments, const char *reason) {
  char line[MAX_LINE];
  const size_t room = sizeof line - 1; /* for the newline */
  size_t used = (size_t)snprintf(line, room, "microagent-init: ");
  int more = vsnprintf(line + used, room - used, format, arguments);
  used = more < 0 ? used : used + (size_t)more;
  if (reason != NULL && used < room) {
    used += (size_t)snprintf(line + used, room - used, ": %s", reason);
  }
  used = used < room ? used : room - 1;
  line[used++] = '\n';
  for (size_t done = 0; done < used;) {
    ssize_t written = write(STDERR_FILENO, line + done, used - done);
    if (written <= 0) {
      return;
    }
    done += (size_t)written;
  }
}

void say(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  print_line(format, arguments, NULL);
  va_end(arguments);
}

void say_error(const char *format, ...) {
  const char *reason = strerror(errno);
  va_list arguments;
  va_start(arguments, format);
  print_line(format, arguments, reason);
  va_end(arguments);
}

void console_new_line(void) {
  if (write(STDERR_FILENO, "\n", 1) != 1) {
    return; /* then the next line won't be seen either */
  }
}

void console_drain(void) {
  tcdrain(STDERR_FILENO);
}
