/* Where there is no libFuzzer: good inputs, damaged at random, the same ones for the same seed. mutate SEED RUNS */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_SIZE = 4096, MAX_DAMAGE = 8 };

#define SAMPLE(text) {text, sizeof(text)}

static const struct sample {
  const char *bytes;
  size_t size;
} SAMPLES[] = {
    SAMPLE("microagent-init 1\0hostname=box\0uid=1000\0gid=1000\0group=5\0home=/h\0workdir=/w\0env=A=1\0argv=/bin/sh\0"
           "argv=-c\0setup=true\0disk=UUID=123e4567-e89b-12d3-a456-426614174000:/data:rw\0disk=LABEL=x:/y:ro\0"
           "shell=/bin/sh\0stop-signal=15\0stop-grace=10\0?new=1\0end"),
    SAMPLE("microagent-init 1\0argv=a\0end"),
    SAMPLE("console=ttyS0 microagent.shell=/bin/sh root=/dev/vda"),
    SAMPLE("/dev/root / ext4 rw 0 0\nproc /pr\\040oc proc rw 0 0\n"),
};

/* What a parser looks for is rarely hit by chance. */
static const struct sample WORDS[] = {
    SAMPLE(""),         SAMPLE("end"),      SAMPLE("uid=4294967295"), SAMPLE("?"),       SAMPLE("disk=UUID="),
    SAMPLE("disk=a:b"), SAMPLE(":ro"),      SAMPLE("\\040"),          SAMPLE("env=="),   SAMPLE("microagent.shell"),
    SAMPLE("stop-signal=0"), SAMPLE("microagent-init 1"),             SAMPLE("group=7"), SAMPLE("\n"),
};

static uint64_t state;

/* xorshift64 */
static size_t random_below(size_t bound) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return bound == 0 ? 0 : (size_t)(state % bound);
}

static uint8_t input[MAX_SIZE];
static size_t size;

static void insert(const char *bytes, size_t count, size_t at) {
  if (size + count <= MAX_SIZE) {
    memmove(input + at + count, input + at, size - at);
    memmove(input + at, bytes, count);
    size += count;
  }
}

static void damage(void) {
  size_t at = random_below(size + 1);
  size_t length = random_below(size - at + 1);
  char piece[MAX_SIZE];
  const struct sample *word = &WORDS[random_below(sizeof WORDS / sizeof WORDS[0])];
  switch (random_below(6)) {
    case 0: /* change a byte */
      input[at == MAX_SIZE ? 0 : at] ^= (uint8_t)(1U << random_below(8));
      break;
    case 1: /* take a piece out */
      memmove(input + at, input + at + length, size - at - length);
      size -= length;
      break;
    case 2: /* repeat a piece */
      memcpy(piece, input + at, length);
      insert(piece, length, at);
      break;
    case 3: /* cut off */
      size = at;
      break;
    case 4: /* put a word in, with its NUL or without */
      insert(word->bytes, word->size - random_below(2), at);
      break;
    default: /* overwrite with anything */
      for (size_t i = at; i < at + length && i < at + 16; i++) {
        input[i] = (uint8_t)random_below(256);
      }
  }
}

/* An ext4 superblock's size, so that those are tried too. */
static void start_with_superblock(void) {
  memset(input, 0, sizeof input);
  size = 1024;
  input[0x38] = 0x53;
  input[0x39] = 0xef;
  memset(input + 0x68, 'x', 32);
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: mutate SEED RUNS\n");
    return EXIT_FAILURE;
  }
  const uint64_t seed = strtoull(argv[1], NULL, 10);
  const size_t runs = strtoull(argv[2], NULL, 10);
  const size_t samples = sizeof SAMPLES / sizeof SAMPLES[0];
  for (size_t run = 0; run < runs; run++) {
    state = (seed + 1) * 0x9e3779b97f4a7c15ULL ^ (run + 1) * 0xbf58476d1ce4e5b9ULL;
    state = state == 0 ? 1 : state;
    size_t sample = random_below(samples + 1);
    if (sample == samples) {
      start_with_superblock();
    } else {
      size = SAMPLES[sample].size;
      memcpy(input, SAMPLES[sample].bytes, size);
    }
    for (size_t i = random_below(MAX_DAMAGE + 1); i > 0; i--) {
      damage();
    }
    LLVMFuzzerTestOneInput(input, size);
  }
  printf("fuzz: %zu inputs with seed %llu, passed\n", runs, (unsigned long long)seed);
  return EXIT_SUCCESS;
}
