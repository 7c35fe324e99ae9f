#include "environment.h"

#include "test.h"

static struct environment environment;
static struct strings configured;

static void configure(size_t count, const char *const *variables) {
  configured.count = count;
  for (size_t i = 0; i < count; i++) {
    configured.items[i] = strdup(variables[i]);
  }
  environment_make(&environment, &configured, "/home/me");
}

static void forget(void) {
  for (size_t i = 0; i < configured.count; i++) {
    free(configured.items[i]);
  }
}

static void has_defaults(void) {
  configure(0, NULL);
  CHECK_TEXT(environment.items[0], "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
  CHECK_TEXT(environment.items[1], "HOME=/home/me");
  CHECK(environment.items[2] == NULL);
}

static void configured_ones_win(void) {
  configure(3, (const char *const[]){"HOME=/h", "PATHS=x", "PATH=/bin"});
  CHECK_TEXT(environment.items[0], "HOME=/h");
  CHECK_TEXT(environment.items[1], "PATHS=x");
  CHECK_TEXT(environment.items[2], "PATH=/bin");
  CHECK(environment.items[3] == NULL);
  forget();
}

static void the_last_of_a_name_wins(void) {
  configure(5, (const char *const[]){"A=1", "AB=2", "A=3", "PATH=", "A=4"});
  CHECK_TEXT(environment.items[0], "AB=2");
  CHECK_TEXT(environment.items[1], "PATH=");
  CHECK_TEXT(environment.items[2], "A=4");
  CHECK_TEXT(environment.items[3], "HOME=/home/me");
  CHECK(environment.items[4] == NULL);
  forget();
}

static void a_full_list_has_room_for_defaults(void) {
  static char names[CONFIG_MAX_STRINGS][16];
  static const char *variables[CONFIG_MAX_STRINGS];
  for (size_t i = 0; i < CONFIG_MAX_STRINGS; i++) {
    snprintf(names[i], sizeof names[i], "V%zu=", i);
    variables[i] = names[i];
  }
  configure(CONFIG_MAX_STRINGS, variables);
  static char term[] = "TERM=linux";
  environment_default(&environment, term);
  CHECK_TEXT(environment.items[CONFIG_MAX_STRINGS + 2], "TERM=linux");
  CHECK(environment.items[CONFIG_MAX_STRINGS + 3] == NULL);
  forget();
}

int main(void) {
  has_defaults();
  configured_ones_win();
  the_last_of_a_name_wins();
  a_full_list_has_room_for_defaults();
  return verdict("environment_test");
}
