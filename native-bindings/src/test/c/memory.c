/* Prints what the Java side takes from sys/mman.h, one "name value" a line. */
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/mman.h>

#define VALUE(name) printf("%s %ld\n", #name, (long)(name))

int main(void)
{
	VALUE(PROT_READ);
	VALUE(PROT_WRITE);
	VALUE(MAP_PRIVATE);
	VALUE(MAP_ANONYMOUS);
	VALUE(MADV_HUGEPAGE);
	printf("MAP_FAILED %ld\n", (long)MAP_FAILED);
	return 0;
}
