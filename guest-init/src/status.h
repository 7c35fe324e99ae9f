/* The status that a machine ends with when its init, and not what it runs, is what failed. */
#ifndef STATUS_H
#define STATUS_H

/* 126, 127 and above have their meaning already, and programs rarely use this one. */
enum { STATUS_INIT_FAILED = 125 };

#endif
