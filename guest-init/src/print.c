#include "print.h"

static void print_text(FILE *out, const char *text) {
  for (; *text != '\0'; text++) {
    unsigned char c = (unsigned char)*text;
    if (c < 0x20 || c == 0x7f || c == '\\') {
      fprintf(out, "\\x%02x", c);
    } else {
      putc(c, out);
    }
  }
}

static void print_line(FILE *out, const char *key, const char *value) {
  fprintf(out, "%s=", key);
  print_text(out, value);
  putc('\n', out);
}

static void print_list(FILE *out, const char *key, const struct strings *list) {
  for (size_t i = 0; i < list->count; i++) {
    print_line(out, key, list->items[i]);
  }
}

static void print_disk(FILE *out, const struct disk *disk) {
  if (disk->label != NULL) {
    fputs("disk=LABEL=", out);
    print_text(out, disk->label);
  } else {
    fputs("disk=UUID=", out);
    for (size_t i = 0; i < sizeof disk->uuid; i++) {
      fprintf(out, i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" : "%02x", disk->uuid[i]);
    }
  }
  putc(':', out);
  print_text(out, disk->mountpoint);
  fputs(disk->read_only ? ":ro\n" : ":rw\n", out);
}

void config_print(FILE *out, const struct config *config) {
  if (config->hostname != NULL) {
    print_line(out, "hostname", config->hostname);
  }
  fprintf(out, "uid=%lu\n", (unsigned long)config->uid);
  fprintf(out, "gid=%lu\n", (unsigned long)config->gid);
  for (size_t i = 0; i < config->group_count; i++) {
    fprintf(out, "group=%lu\n", (unsigned long)config->groups[i]);
  }
  print_line(out, "home", config->home);
  print_line(out, "workdir", config->workdir);
  print_list(out, "env", &config->env);
  print_list(out, "argv", &config->argv);
  print_list(out, "setup", &config->setup);
  for (size_t i = 0; i < config->disk_count; i++) {
    print_disk(out, &config->disks[i]);
  }
  if (config->shell != NULL) {
    print_line(out, "shell", config->shell);
  }
  fprintf(out, "stop-signal=%d\n", config->stop_signal);
  fprintf(out, "stop-grace=%d\n", config->stop_grace);
  print_list(out, "ignored", &config->ignored);
}
