/* The commands that prepare a machine at its first boot. */
#ifndef SETUP_H
#define SETUP_H

#include "config.h"

/*
 * Runs the setup commands, as root and in order, unless they all succeeded at an earlier boot. Returns 0 when
 * the machine is set up; otherwise the status of the command that failed, or STATUS_INIT_FAILED.
 */
int setup_run(const struct config *config);

#endif
