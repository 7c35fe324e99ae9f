package dev.microagent.ext4;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.ext4.DirectoryBlocks.Entry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HashedEntryTest {

  private final DirectoryHash hash = new DirectoryHash(new UUID(1, 2));

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 8, 15, 16, 17, 1000, 20_000})
  void entriesAreInTheUnsignedOrderOfTheirHashes(int count) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      // Every name twice: those with the same hash stay in order, which their inodes tell.
      byte[] name = ("name" + i / 2).getBytes(StandardCharsets.US_ASCII);
      entries.add(new Entry(name, i, (byte) 1));
    }

    List<Integer> inodes =
        entries.stream()
            .sorted(Comparator.comparing(entry -> hash.hash(entry.name()), Long::compareUnsigned))
            .map(Entry::inode)
            .toList();
    assertThat(HashedEntry.inOrder(entries, hash))
        .extracting(entry -> entry.entry().inode())
        .containsExactlyElementsOf(inodes);
  }
}
