#include "config.h"

#include "test.h"

/* Large, and so that the sanitizers watch its ends, on the heap. */
static struct config *config;
static char *bytes;
static char problem[CONFIG_PROBLEM];

static bool parse_bytes(const char *text, size_t size) {
  free(bytes);
  bytes = malloc(size == 0 ? 1 : size);
  memcpy(bytes, text, size);
  memset(problem, 0, sizeof problem);
  return config_parse(config, bytes, size, problem);
}

/* A string literal's own NUL ends the last record. */
#define PARSE(text) parse_bytes(text, sizeof(text))
#define PARSE_RECORD(text) PARSE("microagent-init 1\0" text "\0end")

#define ACCEPTS(text) \
  do { \
    bool accepted = PARSE_RECORD(text); \
    CHECK(accepted); \
    CHECK_TEXT(problem, ""); \
  } while (0)

#define REFUSES(text, why) \
  do { \
    bool accepted = PARSE_RECORD(text); \
    CHECK(!accepted); \
    CHECK_TEXT(problem, "record 2: " why); \
  } while (0)

static const char UUID[] = "\x12\x3e\x45\x67\xe8\x9b\x12\xd3\xa4\x56\x42\x66\x14\x17\x40\x00";

static void reads_everything(void) {
  CHECK(PARSE("microagent-init 1\0hostname=box-1.example\0uid=1000\0gid=1001\0group=5\0group=4294967294\0home=/home/me\0"
              "workdir=/srv/a b\0env=A=1\0env=B=\0env=C=x=y\0argv=/bin/sh\0argv=-c\0argv=\0setup=apt-get update\0setup=x\n\0"
              "disk=UUID=123e4567-e89b-12d3-A456-426614174000:/data:rw\0disk=LABEL=tools:/opt/a:b:ro\0"
              "shell=/bin/sh\0stop-signal=37\0stop-grace=0\0end"));
  CHECK_TEXT(problem, "");
  CHECK_TEXT(config->hostname, "box-1.example");
  CHECK(config->uid == 1000);
  CHECK(config->gid == 1001);
  CHECK(config->group_count == 2 && config->groups[0] == 5 && config->groups[1] == 4294967294);
  CHECK_TEXT(config->home, "/home/me");
  CHECK_TEXT(config->workdir, "/srv/a b");
  CHECK(config->env.count == 3);
  CHECK_TEXT(config->env.items[0], "A=1");
  CHECK_TEXT(config->env.items[1], "B=");
  CHECK_TEXT(config->env.items[2], "C=x=y");
  CHECK(config->env.items[3] == NULL);
  CHECK(config->argv.count == 3);
  CHECK_TEXT(config->argv.items[2], "");
  CHECK(config->argv.items[3] == NULL);
  CHECK(config->setup.count == 2);
  CHECK_TEXT(config->setup.items[1], "x\n");
  CHECK(config->disk_count == 2);
  CHECK(config->disks[0].label == NULL && memcmp(config->disks[0].uuid, UUID, 16) == 0);
  CHECK_TEXT(config->disks[0].mountpoint, "/data");
  CHECK(!config->disks[0].read_only);
  CHECK_TEXT(config->disks[1].label, "tools");
  CHECK_TEXT(config->disks[1].mountpoint, "/opt/a:b");
  CHECK(config->disks[1].read_only);
  CHECK_TEXT(config->shell, "/bin/sh");
  CHECK(config->stop_signal == 37);
  CHECK(config->stop_grace == 0);
  CHECK(config->ignored.count == 0);
}

static void has_defaults(void) {
  CHECK(PARSE("microagent-init 1\0end"));
  CHECK(config->hostname == NULL && config->shell == NULL);
  CHECK(config->uid == 0 && config->gid == 0 && config->group_count == 0);
  CHECK_TEXT(config->home, "/root");
  CHECK_TEXT(config->workdir, "/");
  CHECK(config->env.count == 0 && config->argv.count == 0 && config->setup.count == 0 && config->disk_count == 0);
  CHECK(config->argv.items[0] == NULL);
  CHECK(config->stop_signal == 15);
  CHECK(config->stop_grace == 10);
  ACCEPTS("uid=7");
  CHECK_TEXT(config->home, "/");
}

static void wants_a_whole_file_of_this_version(void) {
  static const char whole[] = "microagent-init 1\0argv=a\0end";
  for (size_t size = 0; size < sizeof whole; size++) {
    CHECK(!parse_bytes(whole, size));
    CHECK(strstr(problem, "cut off") != NULL);
  }
  CHECK(parse_bytes(whole, sizeof whole));
  CHECK(!PARSE("microagent-init 1\0end\0"));
  CHECK_TEXT(problem, "record 3: something follows the record \"end\"");
  CHECK(!PARSE("microagent-init 2\0end"));
  CHECK_TEXT(problem, "record 1: not \"microagent-init 1\": not a configuration, or one of another version");
  CHECK(!PARSE("end"));
  CHECK(!PARSE("{}"));
  CHECK(!PARSE("microagent-init 1\0microagent-init 1\0end"));
}

static void knows_its_keys(void) {
  REFUSES("colour=red", "unknown key \"colour\"");
  REFUSES("colour", "not of the form key=value");
  REFUSES("=red", "not of the form key=value");
  REFUSES("", "not of the form key=value");
  REFUSES("UID=1", "not of the form key=value");
  REFUSES("uid", "not of the form key=value");
  REFUSES("?", "not of the form key=value");
  REFUSES("??colour=red", "not of the form key=value");
  ACCEPTS("?colour=red");
  CHECK(config->ignored.count == 1);
  CHECK_TEXT(config->ignored.items[0], "colour");
  ACCEPTS("?uid=8");
  CHECK(config->uid == 8 && config->ignored.count == 0);
  REFUSES("?uid=x", "uid is not a number from 0 to 4294967294");
  CHECK(!PARSE_RECORD("uid=1\0uid=1"));
  CHECK_TEXT(problem, "record 3: uid is there twice");
  CHECK(!PARSE_RECORD("shell=/bin/sh\0?shell=/bin/sh"));
}

static void checks_numbers(void) {
  ACCEPTS("uid=4294967294");
  ACCEPTS("uid=000000000000000000000000000001");
  REFUSES("uid=4294967295", "uid is not a number from 0 to 4294967294");
  REFUSES("uid=18446744073709551617", "uid is not a number from 0 to 4294967294");
  REFUSES("uid=", "uid is not a number from 0 to 4294967294");
  REFUSES("uid=-1", "uid is not a number from 0 to 4294967294");
  REFUSES("gid= 1", "gid is not a number from 0 to 4294967294");
  REFUSES("group=1x", "group is not a number from 0 to 4294967294");
  ACCEPTS("stop-signal=1");
  ACCEPTS("stop-signal=64");
  REFUSES("stop-signal=0", "stop-signal is not a number from 1 to 64");
  REFUSES("stop-signal=65", "stop-signal is not a number from 1 to 64");
  ACCEPTS("stop-grace=86400");
  REFUSES("stop-grace=86401", "stop-grace is not a number from 0 to 86400");
}

static void checks_texts(void) {
  REFUSES("env=A", "env is not of the form NAME=VALUE");
  REFUSES("env==A", "env is not of the form NAME=VALUE");
  REFUSES("argv=", "the first argv, the program, is empty");
  REFUSES("setup=", "setup is empty");
  REFUSES("workdir=srv", "workdir is not an absolute path");
  REFUSES("home=", "home is not an absolute path");
  REFUSES("shell=sh", "shell is not an absolute path");
}

static void checks_hostnames(void) {
  char name[CONFIG_MAX_HOSTNAME + 2];
  memset(name, 'a', sizeof name);
  name[CONFIG_MAX_HOSTNAME + 1] = '\0';
  CHECK(!config_is_hostname(name));
  name[CONFIG_MAX_HOSTNAME] = '\0';
  CHECK(config_is_hostname(name));
  CHECK(config_is_hostname("a"));
  CHECK(!config_is_hostname(""));
  CHECK(!config_is_hostname("-a"));
  CHECK(!config_is_hostname(".a"));
  CHECK(!config_is_hostname("a b"));
  CHECK(!config_is_hostname("a_b"));
  CHECK(!config_is_hostname("\xc3\xa4"));
  REFUSES("hostname=a/b", "hostname is not 1 to 64 letters, digits, dots and hyphens");
}

static void checks_disks(void) {
  ACCEPTS("disk=LABEL=0123456789abcdef:/d:ro");
  REFUSES("disk=LABEL=0123456789abcdefg:/d:ro", "disk has a label that is not 1 to 16 bytes long");
  REFUSES("disk=LABEL=:/d:ro", "disk has a label that is not 1 to 16 bytes long");
  REFUSES("disk=/dev/vdb:/d:ro", "disk starts with neither UUID= nor LABEL=");
  REFUSES("disk=LABEL=a", "disk is not of the form UUID=...:/mountpoint:ro|rw");
  REFUSES("disk=LABEL=a:/d", "disk is not of the form UUID=...:/mountpoint:ro|rw");
  REFUSES("disk=LABEL=a:/d:", "disk ends with neither ro nor rw");
  REFUSES("disk=LABEL=a:/d:rox", "disk ends with neither ro nor rw");
  REFUSES("disk=UUID=:/d:ro", "disk has a malformed UUID");
  REFUSES("disk=UUID=123e4567-e89b-12d3-a456-42661417400:/d:ro", "disk has a malformed UUID");
  REFUSES("disk=UUID=123e4567-e89b-12d3-a456-4266141740000:/d:ro", "disk has a malformed UUID");
  REFUSES("disk=UUID=123e4567-e89b-12d3-a456-42661417400g:/d:ro", "disk has a malformed UUID");
  REFUSES("disk=UUID=123e4567e89b-12d3-a456-426614174000:/d:ro", "disk has a malformed UUID");
#define BAD_MOUNTPOINT "disk has a mountpoint that is not an absolute path without empty, . and .. names"
  REFUSES("disk=LABEL=a:/:ro", BAD_MOUNTPOINT);
  REFUSES("disk=LABEL=a:d:ro", BAD_MOUNTPOINT);
  REFUSES("disk=LABEL=a:/d/:ro", BAD_MOUNTPOINT);
  REFUSES("disk=LABEL=a:/d//e:ro", BAD_MOUNTPOINT);
  REFUSES("disk=LABEL=a:/d/./e:ro", BAD_MOUNTPOINT);
  REFUSES("disk=LABEL=a:/d/..:ro", BAD_MOUNTPOINT);
  ACCEPTS("disk=LABEL=a:/d/...:ro");
  ACCEPTS("disk=LABEL=a:/.d:ro");
  CHECK(!PARSE_RECORD("disk=LABEL=a:/d:ro\0disk=LABEL=b:/d:ro"));
  CHECK_TEXT(problem, "record 3: disk has the mountpoint of an earlier one");
}

/* A file of `count` equal records. */
static bool parse_many(const char *record, size_t count) {
  static const char head[] = "microagent-init 1";
  size_t each = strlen(record) + 1;
  size_t size = sizeof head + count * each + sizeof "end";
  char *text = malloc(size);
  memcpy(text, head, sizeof head);
  for (size_t i = 0; i < count; i++) {
    memcpy(text + sizeof head + i * each, record, each);
  }
  memcpy(text + size - sizeof "end", "end", sizeof "end");
  bool parsed = parse_bytes(text, size);
  free(text);
  return parsed;
}

static void checks_limits(void) {
  CHECK(parse_many("argv=a", CONFIG_MAX_STRINGS));
  CHECK(config->argv.count == CONFIG_MAX_STRINGS && config->argv.items[CONFIG_MAX_STRINGS] == NULL);
  CHECK(!parse_many("argv=a", CONFIG_MAX_STRINGS + 1));
  CHECK_TEXT(problem, "record 4098: more than 4096 records of argv");
  CHECK(parse_many("?new=a", CONFIG_MAX_STRINGS));
  CHECK(!parse_many("?new=a", CONFIG_MAX_STRINGS + 1));
  CHECK(parse_many("group=1", CONFIG_MAX_GROUPS));
  CHECK(!parse_many("group=1", CONFIG_MAX_GROUPS + 1));

  char text[CONFIG_MAX_DISKS + 2][24];
  char file[sizeof text + 64];
  for (size_t disks = CONFIG_MAX_DISKS; disks <= CONFIG_MAX_DISKS + 1; disks++) {
    size_t used = (size_t)sprintf(file, "microagent-init 1") + 1;
    for (size_t i = 0; i < disks; i++) {
      used += (size_t)sprintf(file + used, "disk=LABEL=a:/%zu:rw", i) + 1;
    }
    used += (size_t)sprintf(file + used, "end") + 1;
    CHECK(parse_bytes(file, used) == (disks == CONFIG_MAX_DISKS));
  }
  CHECK_TEXT(problem, "record 66: more than 64 records of disk");
}

static void checks_the_length_of_paths(void) {
  char record[sizeof "home=" + 4096];
  memset(record, '/', sizeof record);
  memcpy(record, "home=", strlen("home="));
  record[strlen("home=") + 4095] = '\0';
  CHECK(parse_many(record, 1));
  CHECK(strlen(config->home) == 4095);
  memset(record + strlen("home="), '/', 4096);
  record[strlen("home=") + 4096] = '\0';
  CHECK(!parse_many(record, 1));
  CHECK_TEXT(problem, "record 2: home is longer than 4095 bytes");
}

static void keeps_messages_whole(void) {
  REFUSES("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb=",
          "unknown key \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"");
}

int main(void) {
  config = malloc(sizeof *config);
  reads_everything();
  has_defaults();
  wants_a_whole_file_of_this_version();
  knows_its_keys();
  checks_numbers();
  checks_texts();
  checks_hostnames();
  checks_disks();
  checks_limits();
  checks_the_length_of_paths();
  keeps_messages_whole();
  free(bytes);
  free(config);
  return verdict("config_test");
}
