/* Prints what the Java side takes from ISA-L's header, one "name value" a line. */
#include <isa-l/igzip_lib.h>
#include <stddef.h>
#include <stdio.h>

#define VALUE(name) printf("%s %d\n", #name, name)
#define MEMBER(member) \
	printf("%s %zu\n%s.size %zu\n", #member, offsetof(struct inflate_state, member), \
	       #member, sizeof(((struct inflate_state *)0)->member))

int main(void)
{
	MEMBER(next_out);
	MEMBER(avail_out);
	MEMBER(next_in);
	MEMBER(avail_in);
	MEMBER(read_in_length);
	MEMBER(block_state);
	printf("inflate_state %zu\n", sizeof(struct inflate_state));
	VALUE(ISAL_BLOCK_FINISH);
	VALUE(ISAL_DECOMP_OK);
	VALUE(ISAL_NEED_DICT);
	VALUE(ISAL_INVALID_BLOCK);
	VALUE(ISAL_INVALID_SYMBOL);
	VALUE(ISAL_INVALID_LOOKBACK);
	return 0;
}
