#include "config.h"

#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const char FIRST_RECORD[] = "microagent-init 1";
static const char LAST_RECORD[] = "end";

/* -1 means "unchanged" to the kernel's calls, so it is nobody's number. */
static const unsigned long MAX_ID = UINT32_MAX - 1UL;

static const unsigned long MAX_SIGNAL = 64;

struct parser {
  struct config *config;
  char *problem;
  size_t record; /* counted from 1 */
  const char *key;
  unsigned seen; /* the keys that were there, a bit for each row of the table below */
};

__attribute__((format(printf, 2, 3))) static bool refuse(struct parser *parser, const char *why, ...) {
  int used = snprintf(parser->problem, CONFIG_PROBLEM, "record %zu: ", parser->record);
  va_list arguments;
  va_start(arguments, why);
  vsnprintf(parser->problem + used, CONFIG_PROBLEM - (size_t)used, why, arguments);
  va_end(arguments);
  return false;
}

static bool number(struct parser *parser, const char *text, unsigned long min, unsigned long max, unsigned long *value) {
  unsigned long result = 0;
  const char *c = text;
  for (; *c >= '0' && *c <= '9' && result <= max; c++) {
    result = result * 10 + (unsigned long)(*c - '0');
  }
  if (c == text || *c != '\0' || result < min || result > max) {
    return refuse(parser, "%s is not a number from %lu to %lu", parser->key, min, max);
  }
  *value = result;
  return true;
}

static bool is_absolute(struct parser *parser, const char *path) {
  if (path[0] != '/') {
    return refuse(parser, "%s is not an absolute path", parser->key);
  }
  return strlen(path) < PATH_MAX || refuse(parser, "%s is longer than %d bytes", parser->key, PATH_MAX - 1);
}

static bool append(struct parser *parser, struct strings *list, char *text) {
  if (list->count == CONFIG_MAX_STRINGS) {
    return refuse(parser, "more than %d records of %s", CONFIG_MAX_STRINGS, parser->key);
  }
  list->items[list->count++] = text;
  list->items[list->count] = NULL;
  return true;
}

bool config_is_hostname(const char *name) {
  size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");
  return length > 0 && length <= CONFIG_MAX_HOSTNAME && name[length] == '\0' && name[0] != '-' && name[0] != '.';
}

static bool take_hostname(struct parser *parser, char *value) {
  if (!config_is_hostname(value)) {
    return refuse(parser, "hostname is not 1 to %d letters, digits, dots and hyphens", CONFIG_MAX_HOSTNAME);
  }
  parser->config->hostname = value;
  return true;
}

static bool take_uid(struct parser *parser, char *value) {
  unsigned long id;
  if (!number(parser, value, 0, MAX_ID, &id)) {
    return false;
  }
  parser->config->uid = (uid_t)id;
  return true;
}

static bool take_gid(struct parser *parser, char *value) {
  unsigned long id;
  if (!number(parser, value, 0, MAX_ID, &id)) {
    return false;
  }
  parser->config->gid = (gid_t)id;
  return true;
}

static bool take_group(struct parser *parser, char *value) {
  unsigned long id;
  if (!number(parser, value, 0, MAX_ID, &id)) {
    return false;
  }
  if (parser->config->group_count == CONFIG_MAX_GROUPS) {
    return refuse(parser, "more than %d records of group", CONFIG_MAX_GROUPS);
  }
  parser->config->groups[parser->config->group_count++] = (gid_t)id;
  return true;
}

static bool take_home(struct parser *parser, char *value) {
  parser->config->home = value;
  return is_absolute(parser, value);
}

static bool take_workdir(struct parser *parser, char *value) {
  parser->config->workdir = value;
  return is_absolute(parser, value);
}

static bool take_env(struct parser *parser, char *value) {
  if (value[0] == '=' || strchr(value, '=') == NULL) {
    return refuse(parser, "env is not of the form NAME=VALUE");
  }
  return append(parser, &parser->config->env, value);
}

static bool take_argv(struct parser *parser, char *value) {
  if (parser->config->argv.count == 0 && value[0] == '\0') {
    return refuse(parser, "the first argv, the program, is empty");
  }
  return append(parser, &parser->config->argv, value);
}

static bool take_setup(struct parser *parser, char *value) {
  if (value[0] == '\0') {
    return refuse(parser, "setup is empty");
  }
  return append(parser, &parser->config->setup, value);
}

static int hex_digit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  if (c >= 'A' && c <= 'F') {
    return c - 'A' + 10;
  }
  return -1;
}

/* 8-4-4-4-12 hexadecimal digits. */
static bool parse_uuid(const char *text, unsigned char uuid[16]) {
  for (size_t i = 0; i < 16; i++) {
    if ((i == 4 || i == 6 || i == 8 || i == 10) && *text++ != '-') {
      return false;
    }
    int high = hex_digit(text[0]);
    int low = high < 0 ? -1 : hex_digit(text[1]);
    if (low < 0) {
      return false;
    }
    uuid[i] = (unsigned char)(high << 4 | low);
    text += 2;
  }
  return *text == '\0';
}

/* A mountpoint is a place, and not the way to it: the shutdown relies on what was mounted where. */
static bool is_mountpoint(const char *text) {
  if (text[0] != '/' || text[1] == '\0') {
    return false;
  }
  for (const char *name = text; *name == '/';) {
    name++;
    size_t length = strcspn(name, "/");
    if (length == 0 || (length == 1 && name[0] == '.') || (length == 2 && name[0] == '.' && name[1] == '.')) {
      return false;
    }
    name += length;
  }
  return true;
}

/* UUID=u:/mountpoint:ro or LABEL=l:/mountpoint:rw. The mountpoint may hold colons, a label not. */
static bool take_disk(struct parser *parser, char *value) {
  struct config *config = parser->config;
  if (config->disk_count == CONFIG_MAX_DISKS) {
    return refuse(parser, "more than %d records of disk", CONFIG_MAX_DISKS);
  }
  struct disk *disk = &config->disks[config->disk_count];
  char *mountpoint = strchr(value, ':');
  char *mode = strrchr(value, ':');
  if (mountpoint == NULL || mountpoint == mode) {
    return refuse(parser, "disk is not of the form UUID=...:/mountpoint:ro|rw");
  }
  *mountpoint++ = '\0';
  *mode++ = '\0';
  if (strncmp(value, "UUID=", 5) == 0) {
    disk->label = NULL;
    if (!parse_uuid(value + 5, disk->uuid)) {
      return refuse(parser, "disk has a malformed UUID");
    }
  } else if (strncmp(value, "LABEL=", 6) == 0) {
    disk->label = value + 6;
    if (disk->label[0] == '\0' || strlen(disk->label) > CONFIG_MAX_LABEL) {
      return refuse(parser, "disk has a label that is not 1 to %d bytes long", CONFIG_MAX_LABEL);
    }
  } else {
    return refuse(parser, "disk starts with neither UUID= nor LABEL=");
  }
  if (!is_mountpoint(mountpoint)) {
    return refuse(parser, "disk has a mountpoint that is not an absolute path without empty, . and .. names");
  }
  if (strcmp(mode, "ro") != 0 && strcmp(mode, "rw") != 0) {
    return refuse(parser, "disk ends with neither ro nor rw");
  }
  for (size_t i = 0; i < config->disk_count; i++) {
    if (strcmp(config->disks[i].mountpoint, mountpoint) == 0) {
      return refuse(parser, "disk has the mountpoint of an earlier one");
    }
  }
  disk->mountpoint = mountpoint;
  disk->read_only = strcmp(mode, "ro") == 0;
  config->disk_count++;
  return true;
}

static bool take_shell(struct parser *parser, char *value) {
  parser->config->shell = value;
  return is_absolute(parser, value);
}

static bool take_stop_signal(struct parser *parser, char *value) {
  unsigned long signal;
  if (!number(parser, value, 1, MAX_SIGNAL, &signal)) {
    return false;
  }
  parser->config->stop_signal = (int)signal;
  return true;
}

static bool take_stop_grace(struct parser *parser, char *value) {
  unsigned long seconds;
  if (!number(parser, value, 0, CONFIG_MAX_GRACE, &seconds)) {
    return false;
  }
  parser->config->stop_grace = (int)seconds;
  return true;
}

static const struct {
  const char *name;
  bool is_list;
  bool (*take)(struct parser *parser, char *value);
} KEYS[] = {
    {"hostname", false, take_hostname},
    {"uid", false, take_uid},
    {"gid", false, take_gid},
    {"group", true, take_group},
    {"home", false, take_home},
    {"workdir", false, take_workdir},
    {"env", true, take_env},
    {"argv", true, take_argv},
    {"setup", true, take_setup},
    {"disk", true, take_disk},
    {"shell", false, take_shell},
    {"stop-signal", false, take_stop_signal},
    {"stop-grace", false, take_stop_grace},
};

static bool take_record(struct parser *parser, char *record) {
  bool optional = record[0] == '?';
  char *key = optional ? record + 1 : record;
  size_t length = strspn(key, "abcdefghijklmnopqrstuvwxyz-");
  if (length == 0 || key[length] != '=') {
    return refuse(parser, "not of the form key=value");
  }
  key[length] = '\0';
  for (size_t i = 0; i < sizeof KEYS / sizeof KEYS[0]; i++) {
    if (strcmp(KEYS[i].name, key) == 0) {
      if (!KEYS[i].is_list && (parser->seen & 1U << i) != 0) {
        return refuse(parser, "%s is there twice", key);
      }
      parser->seen |= 1U << i;
      parser->key = key;
      return KEYS[i].take(parser, key + length + 1);
    }
  }
  if (!optional) {
    return refuse(parser, "unknown key \"%.40s\"", key);
  }
  parser->key = "unknown keys";
  return append(parser, &parser->config->ignored, key);
}

void config_defaults(struct config *config) {
  memset(config, 0, sizeof *config);
  config->workdir = "/";
  config->home = "/root";
  config->stop_signal = 15;
  config->stop_grace = 10;
}

bool config_parse(struct config *config, char *bytes, size_t size, char problem[CONFIG_PROBLEM]) {
  struct parser parser = {.config = config, .problem = problem};
  char *const end = bytes + size;
  bool ended = false;

  config_defaults(config);
  config->home = NULL;
  for (char *record = bytes; record < end;) {
    parser.record++;
    char *nul = memchr(record, '\0', (size_t)(end - record));
    if (nul == NULL) {
      return refuse(&parser, "cut off: no NUL at its end");
    }
    if (ended) {
      return refuse(&parser, "something follows the record \"end\"");
    }
    if (parser.record == 1) {
      if (strcmp(record, FIRST_RECORD) != 0) {
        return refuse(&parser, "not \"%s\": not a configuration, or one of another version", FIRST_RECORD);
      }
    } else if (strcmp(record, LAST_RECORD) == 0) {
      ended = true;
    } else if (!take_record(&parser, record)) {
      return false;
    }
    record = nul + 1;
  }
  if (!ended) {
    parser.record++;
    return refuse(&parser, "cut off: the record \"end\" is missing");
  }
  if (config->home == NULL) {
    config->home = config->uid == 0 ? "/root" : "/";
  }
  return true;
}
