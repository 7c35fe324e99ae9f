/* Prints what the Java side takes from the headers of the C library, one "name value" a line. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define VALUE(name) printf("%s %d\n", #name, name)

int main(void)
{
	VALUE(O_RDONLY);
	VALUE(O_RDWR);
	VALUE(O_CLOEXEC);
	VALUE(FALLOC_FL_KEEP_SIZE);
	VALUE(FALLOC_FL_PUNCH_HOLE);
	VALUE(SEEK_DATA);
	VALUE(ENXIO);
	VALUE(EINVAL);
	VALUE(EOPNOTSUPP);
	return 0;
}
