/* Prints what the Java side takes from the headers of the C library, one "name value" a line. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#define VALUE(name) printf("%s %ld\n", #name, (long)(name))

int main(void)
{
	VALUE(O_RDONLY);
	VALUE(O_RDWR);
	VALUE(O_CLOEXEC);
	VALUE(MFD_CLOEXEC);
	VALUE(FALLOC_FL_KEEP_SIZE);
	VALUE(FALLOC_FL_PUNCH_HOLE);
	VALUE(SEEK_DATA);
	VALUE(SEEK_HOLE);
	VALUE(FICLONE);
	VALUE(ENXIO);
	VALUE(EXDEV);
	VALUE(EINVAL);
	VALUE(ENOTTY);
	VALUE(ENOSYS);
	VALUE(EOPNOTSUPP);
	return 0;
}
