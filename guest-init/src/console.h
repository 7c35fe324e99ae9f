/* The console, which is all that this program has to speak through. */
#ifndef CONSOLE_H
#define CONSOLE_H

/* Makes /dev/console standard input, output and error. */
void console_open(void);

/* Gives the console to a user, who may then open it again as /dev/stdout. */
void console_give(unsigned user);

/* Makes the console, in a process that leads a session, its controlling terminal: ctrl-c works, and job control. */
void console_control(void);

/* Prints a line that starts with this program's name. */
__attribute__((format(printf, 1, 2))) void say(const char *format, ...);

/* The same with the reason of the last system call's failure. */
__attribute__((format(printf, 1, 2))) void say_error(const char *format, ...);

/* Ends whatever line was begun, at the price of an empty one. */
void console_new_line(void);

/* Waits until all that was printed has left. */
void console_drain(void);

#endif
