/* Prints what the Java side takes from the headers of the C library, one "name value" a line. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#define VALUE(name) printf("%s %d\n", #name, name)

int main(void)
{
	VALUE(O_RDWR);
	VALUE(O_CLOEXEC);
	VALUE(FALLOC_FL_KEEP_SIZE);
	VALUE(FALLOC_FL_PUNCH_HOLE);
	VALUE(EOPNOTSUPP);
	return 0;
}
