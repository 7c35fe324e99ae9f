#include "mounted.h"

#include "test.h"

int main(void) {
  char list[] = "/dev/root / ext4 rw,relatime 0 0\n"
                "proc /proc proc rw 0 0\n"
                "\n"
                "broken\n"
                "/dev/vdb /with\\040space\\011and\\134 ext4 rw 0 0\n"
                "tmpfs /odd\\9\\04 tmpfs rw 0 0";
  char *rest = list;
  struct mounted mounted;
  CHECK(mounted_next(&rest, &mounted));
  CHECK_TEXT(mounted.target, "/");
  CHECK(mounted.on_device);
  CHECK(mounted_next(&rest, &mounted));
  CHECK_TEXT(mounted.target, "/proc");
  CHECK(!mounted.on_device);
  CHECK(mounted_next(&rest, &mounted));
  CHECK_TEXT(mounted.target, "/with space\tand\\");
  CHECK(mounted_next(&rest, &mounted));
  CHECK_TEXT(mounted.target, "/odd\\9\\04");
  CHECK(!mounted_next(&rest, &mounted));
  CHECK(!mounted_next(&rest, &mounted));
  return verdict("mounted_test");
}
