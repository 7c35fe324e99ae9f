/* A machine's life, from the kernel's first process to its restart. */
#ifndef BOOT_H
#define BOOT_H

extern const char CONFIG_PATH[];

__attribute__((noreturn)) void boot(void);

#endif
