/* Settings of the running kernel. */
#ifndef MACHINE_H
#define MACHINE_H

/* Loopback up, many open files, ctrl-alt-del as a signal to this process. */
void machine_prepare(void);

void machine_name(const char *hostname);

/* Restarts the machine, for a virtual one the end. */
__attribute__((noreturn)) void machine_restart(void);

#endif
