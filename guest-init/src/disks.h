/* Attached disks. */
#ifndef DISKS_H
#define DISKS_H

#include "config.h"

/*
 * Finds each disk among the block devices by what its ext4 file system says of itself, whatever the machine calls the
 * device, and mounts it. Says what is wrong and returns false at the first that can't be mounted.
 */
bool disks_mount(const struct config *config);

#endif
