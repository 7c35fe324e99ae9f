package dev.microagent.ext4;

import dev.microagent.ext4.DirectoryBlocks.Entry;
import java.util.Arrays;
import java.util.List;

/**
 * A directory's entry with the hash of its name.
 *
 * @param hash unsigned, with the major hash in its upper half
 */
record HashedEntry(long hash, Entry entry) {

  /** Most entries that a bucket has on average. */
  private static final int MOST_PER_BUCKET = 8;

  /**
   * Entries in the order of their hashes; those with the same one stay as they are.
   *
   * <p>Hashes are spread evenly, so their first bits say within a few places where an entry
   * belongs. To sort all of them at once takes three times as long, in which nothing is called
   * often enough to be compiled.
   */
  static HashedEntry[] inOrder(List<Entry> entries, DirectoryHash hash) {
    int count = entries.size();
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, count / MOST_PER_BUCKET));
    int shift = Long.SIZE - bits;
    HashedEntry[] hashed = new HashedEntry[count];
    int[] places = new int[1 << bits];
    for (int i = 0; i < count; i++) {
      Entry entry = entries.get(i);
      hashed[i] = new HashedEntry(hash.hash(entry.name()), entry);
      places[hashed[i].bucket(shift)]++;
    }
    int start = 0;
    for (int bucket = 0; bucket < places.length; bucket++) {
      int length = places[bucket];
      places[bucket] = start;
      start += length;
    }
    HashedEntry[] ordered = new HashedEntry[count];
    for (HashedEntry entry : hashed) {
      ordered[places[entry.bucket(shift)]++] = entry;
    }
    // The place behind a bucket's last entry is its end now.
    start = 0;
    for (int end : places) {
      if (end - start > 1) {
        Arrays.sort(ordered, start, end, (a, b) -> Long.compareUnsigned(a.hash, b.hash));
      }
      start = end;
    }
    return ordered;
  }

  private int bucket(int shift) {
    return (int) (hash >>> shift);
  }
}
