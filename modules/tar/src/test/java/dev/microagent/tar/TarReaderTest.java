package dev.microagent.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reader's contract with its source and its consumers. */
class TarReaderTest {

  @Test
  void contentIsHandedOverInTheSourcesOwnBuffers() throws IOException {
    ByteBuffer buffer =
        ByteBuffer.wrap(new TarBuilder().file("f", "x".repeat(1000)).file("g", "y").end());
    List<ByteBuffer> source = new ArrayList<>(List.of(buffer));
    TarReader reader = new TarReader(() -> source.isEmpty() ? null : source.removeFirst());
    List<Integer> sizes = new ArrayList<>();
    while (reader.next() != null) {
      reader.readContent(
          new ContentConsumer() {
            @Override
            public void data(ByteBuffer bytes) {
              assertThat(bytes).isSameAs(buffer);
              sizes.add(bytes.remaining());
              bytes.position(bytes.limit());
            }

            @Override
            public void hole(long bytes) {
              throw new AssertionError();
            }
          });
    }
    assertThat(sizes).containsExactly(1000, 1);
  }

  @Test
  void contentNeedNotBeRead() throws IOException {
    TarReader reader = new TarReader(Archive.chunks(Samples.everything(), 100));
    List<String> names = new ArrayList<>();
    for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
      names.add(entry.name());
    }
    assertThat(names).hasSize(14).endsWith("last");
  }

  @Test
  void contentIsReadOnce() throws IOException {
    TarReader reader = new TarReader(Archive.chunks(new TarBuilder().file("f", "x").end(), 512));
    Archive.Collector content = new Archive.Collector();
    assertThatThrownBy(() -> reader.readContent(content)).isInstanceOf(IllegalStateException.class);
    assertThat(reader.next()).isNotNull();
    reader.readContent(content);
    assertThat(content.text()).isEqualTo("x");
    assertThatThrownBy(() -> reader.readContent(content)).isInstanceOf(IllegalStateException.class);
    assertThat(reader.next()).isNull();
    assertThatThrownBy(() -> reader.readContent(content)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void failuresOfTheSourceAndTheConsumerPassThrough() throws IOException {
    IOException failure = new IOException("disk");
    TarReader broken =
        new TarReader(() -> {
          throw failure;
        });
    assertThatThrownBy(broken::next).isSameAs(failure);
    TarReader reader = new TarReader(Archive.chunks(new TarBuilder().file("f", "x").end(), 512));
    assertThat(reader.next()).isNotNull();
    ContentConsumer full =
        new ContentConsumer() {
          @Override
          public void data(ByteBuffer bytes) throws IOException {
            throw failure;
          }

          @Override
          public void hole(long bytes) {}
        };
    assertThatThrownBy(() -> reader.readContent(full)).isSameAs(failure);
  }

  @Test
  void xattrsCannotBeChanged() throws IOException {
    byte[] archive = new TarBuilder().pax("SCHILY.xattr.user.a=1").file("f", "").end();
    TarEntry entry = Archive.readOne(archive).entry();
    assertThatThrownBy(() -> entry.xattrs().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void messagesAreOneHarmlessLine() {
    byte[] archive =
        new TarBuilder()
            .longName("a\n\u001b[31m\u00e9\"\\" + "n".repeat(300))
            .header(TarHeader.gnu('0', "x").size(5))
            .bytes();
    assertThatThrownBy(() -> Archive.read(archive))
        .isInstanceOf(TarException.class)
        .hasMessage(
            "bad tar archive: it ends early, at byte 1536 (header at byte 1024, entry"
                + " \"a\\x0a\\x1b[31m\\xe9\\\"\\\\"
                + "n".repeat(190)
                + "...\")")
        .extracting(e -> ((TarException) e).headerOffset())
        .isEqualTo(1024L);
  }

  @Test
  void channelsAndStreams(@TempDir Path directory) throws IOException {
    byte[] archive = Samples.everything();
    Path file = Files.write(directory.resolve("a.tar"), archive);
    List<String> expected = Archive.describe(archive, archive.length);
    assertThat(describe(ByteSource.of(new ByteArrayInputStream(archive)))).isEqualTo(expected);
    assertThat(describe(ByteSource.of(Channels.newChannel(new ByteArrayInputStream(archive)))))
        .isEqualTo(expected);
    try (FileChannel channel = FileChannel.open(file)) {
      assertThat(describe(ByteSource.of(channel))).isEqualTo(expected);
    }
  }

  @Test
  void aSeekableChannelIsNotReadWhereItNeedNotBe(@TempDir Path directory) throws IOException {
    int large = 3 << 20;
    byte[] archive = new TarBuilder().file("f", "x".repeat(large)).file("g", "y").end();
    Path file = Files.write(directory.resolve("a.tar"), archive);
    try (FileChannel channel = FileChannel.open(file)) {
      ByteSource source = ByteSource.of(channel);
      long[] read = {0};
      TarReader reader =
          new TarReader(
              new ByteSource() {
                @Override
                public @Nullable ByteBuffer next() throws IOException {
                  ByteBuffer bytes = source.next();
                  read[0] += bytes == null ? 0 : bytes.remaining();
                  return bytes;
                }

                @Override
                public long skip(long bytes) throws IOException {
                  return source.skip(bytes);
                }
              });
      assertThat(reader.next()).isNotNull();
      TarEntry second = reader.next();
      assertThat(second).isNotNull();
      assertThat(second.name()).isEqualTo("g");
      assertThat(second.dataOffset()).isEqualTo(large + 1024);
      Archive.Collector content = new Archive.Collector();
      reader.readContent(content);
      assertThat(content.text()).isEqualTo("y");
      assertThat(reader.next()).isNull();
      assertThat(read[0]).isLessThan(1 << 20);
    }
  }

  @Test
  void skippingPastTheEndOfAFileIsNoticed(@TempDir Path directory) throws IOException {
    byte[] archive = new TarBuilder().file("f", "x".repeat(3 << 20)).bytes();
    Path file = Files.write(directory.resolve("a.tar"), archive);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      channel.truncate(archive.length - 1);
      TarReader reader = new TarReader(ByteSource.of(channel));
      assertThat(reader.next()).isNotNull();
      assertThatThrownBy(reader::next)
          .isInstanceOf(TarException.class)
          .hasMessageContaining("ends early, at byte " + (archive.length - 1));
    }
  }

  private static List<String> describe(ByteSource source) throws IOException {
    return Archive.read(source).stream().map(Archive.Item::describe).toList();
  }
}
