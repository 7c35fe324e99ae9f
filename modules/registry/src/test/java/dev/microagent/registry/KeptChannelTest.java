package dev.microagent.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microagent.oci.Descriptor;
import dev.microagent.oci.Platform;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blobs of which an earlier pull kept a part. */
class KeptChannelTest {

  private static final byte[] LAYER = new byte[200_000];
  private static final int HALF = LAYER.length / 2;

  static {
    new Random(2).nextBytes(LAYER);
  }

  @TempDir Path directory;

  private final Sources sources = new Sources();
  private FakeRegistry registry;
  private Path part;
  private int opened;

  @BeforeEach
  void start() throws Exception {
    part = directory.resolve("part");
    registry = new FakeRegistry();
    registry.add("v1", new TestImage("linux/amd64", List.of(LAYER)));
  }

  @AfterEach
  void stop() {
    registry.close();
    assertThat(opened).isZero();
  }

  private String layerPath() {
    return FakeRegistry.blobPath(TestImage.digest(LAYER));
  }

  /** Sends all that is asked for. */
  private void ranges() {
    registry.answer(
        layerPath(),
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          int offset = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
          if (range != null) {
            exchange
                .getResponseHeaders()
                .set(
                    "Content-Range",
                    "bytes %d-%d/%d".formatted(offset, LAYER.length - 1, LAYER.length));
          }
          exchange.sendResponseHeaders(range == null ? 200 : 206, LAYER.length - offset);
          exchange.getResponseBody().write(LAYER, offset, LAYER.length - offset);
        });
  }

  /** The ranges that were asked for of the layer, {@code null} for all of it. */
  private List<String> asked() {
    return registry.requests().stream()
        .filter(request -> request.path().equals(layerPath()))
        .map(request -> request.headers().getFirst("Range"))
        .toList();
  }

  private class FilePart implements PartialBlob {

    private final SeekableByteChannel file;

    FilePart(StandardOpenOption... options) throws IOException {
      file = Files.newByteChannel(part, options);
      opened++;
    }

    @Override
    public SeekableByteChannel bytes() {
      return file;
    }

    @Override
    public void discard() throws IOException {
      Files.delete(part);
    }

    @Override
    public void close() throws IOException {
      file.close();
      opened--;
    }
  }

  /** Nothing can be written to it. */
  private static final class FullDisk implements PartialBlob {

    private final SeekableByteChannel file;

    FullDisk() throws IOException {
      file =
          Files.newByteChannel(
              Path.of("/dev/full"), StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Override
    public SeekableByteChannel bytes() {
      return file;
    }

    @Override
    public void discard() {}

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  private Optional<PartialBlob> open(Descriptor blob) throws IOException {
    return isLayer(blob)
        ? Optional.of(
            new FilePart(
                StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE))
        : Optional.empty();
  }

  private static boolean isLayer(Descriptor blob) {
    return blob.size() >= HALF;
  }

  private static PartialBlobs ofLayer(PartialBlob part) {
    return blob -> isLayer(blob) ? Optional.of(part) : Optional.empty();
  }

  private byte[] pull() throws IOException {
    return pull(this::open);
  }

  private byte[] pull(PartialBlobs parts) throws IOException {
    SourceOptions options = SourceOptions.DEFAULTS.withPartialBlobs(parts);
    try (ImageSource source = sources.registry(registry.reference("v1"), options)) {
      Descriptor layer = source.resolve(Platform.parse("amd64")).layers().getFirst().descriptor();
      return Sources.read(source, layer);
    }
  }

  @Test
  void whatIsReadIsKeptUntilTheVerdict() throws Exception {
    SourceOptions options = SourceOptions.DEFAULTS.withPartialBlobs(this::open);
    try (ImageSource source = sources.registry(registry.reference("v1"), options)) {
      Descriptor layer = source.resolve(Platform.parse("amd64")).layers().getFirst().descriptor();
      int count = 0;
      try (ReadableByteChannel channel = source.open(layer)) {
        ByteBuffer buffer = ByteBuffer.allocate(1000);
        while (count < HALF) {
          count += channel.read(buffer.clear());
        }
      }
      assertThat(part).hasBinaryContent(Arrays.copyOf(LAYER, count));
      assertThat(Sources.read(source, layer)).isEqualTo(LAYER);
    }
    assertThat(part).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100_000, 199_999})
  void onlyTheRestIsAskedFor(int kept) throws Exception {
    ranges();
    Files.write(part, Arrays.copyOf(LAYER, kept));
    assertThat(pull()).isEqualTo(LAYER);
    assertThat(asked()).containsExactly("bytes=" + kept + "-");
    assertThat(part).doesNotExist();
  }

  @Test
  void aServerMayIgnoreTheRange() throws Exception {
    Files.write(part, Arrays.copyOf(LAYER, HALF));
    assertThat(pull()).isEqualTo(LAYER);
    assertThat(asked()).containsExactly("bytes=" + HALF + "-");
    assertThat(part).doesNotExist();
  }

  @Test
  void nothingIsAskedForIfAllOfItWasKept() throws Exception {
    Files.write(part, LAYER);
    assertThat(pull()).isEqualTo(LAYER);
    assertThat(asked()).isEmpty();
    assertThat(part).doesNotExist();
  }

  @Test
  void moreThanTheBlobIsOfNoUse() throws Exception {
    ranges();
    Files.write(part, new byte[LAYER.length + 1]);
    assertThat(pull()).isEqualTo(LAYER);
    assertThat(asked()).containsOnlyNulls().hasSize(1);
  }

  @Test
  void aPartThatIsWrongIsNotKept() throws Exception {
    ranges();
    Files.write(part, new byte[HALF]);
    assertThatExceptionOfType(VerificationException.class)
        .isThrownBy(this::pull)
        .matches(VerificationException::isOfKeptBytes);
    assertThat(part).doesNotExist();
    assertThat(pull()).isEqualTo(LAYER);
  }

  @Test
  void aPartThatIsWrongAndStaysIsNotTriedAgain() throws Exception {
    Files.write(part, new byte[LAYER.length]);
    PartialBlob stays =
        new FilePart(StandardOpenOption.READ) {
          @Override
          public void discard() throws IOException {
            throw new IOException("not ours to delete");
          }
        };
    assertThatExceptionOfType(VerificationException.class)
        .isThrownBy(() -> pull(ofLayer(stays)))
        .matches(e -> !e.isOfKeptBytes());
  }

  @Test
  void nothingIsVerifiedAfterItWasClosed() throws Exception {
    Files.write(part, LAYER);
    PartialBlob closedLater =
        new FilePart(StandardOpenOption.READ) {
          @Override
          public void close() {}
        };
    SourceOptions options = SourceOptions.DEFAULTS.withPartialBlobs(ofLayer(closedLater));
    try (ImageSource source = sources.registry(registry.reference("v1"), options);
        SeekableByteChannel file = closedLater.bytes()) {
      Descriptor layer = source.resolve(Platform.parse("amd64")).layers().getFirst().descriptor();
      ReadableByteChannel channel = source.open(layer);
      channel.close();
      assertThat(file.isOpen()).isTrue();
      assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
          .isInstanceOf(ClosedChannelException.class);
    }
    opened--;
  }

  @Test
  void aBlobThatIsWrongIsNotKept() {
    byte[] other = LAYER.clone();
    other[0] ^= 1;
    registry.answer(layerPath(), FakeRegistry.body("a/b", other));
    assertThatExceptionOfType(VerificationException.class)
        .isThrownBy(this::pull)
        .matches(e -> !e.isOfKeptBytes());
    assertThat(part).doesNotExist();
  }

  @Test
  void whatCanNotBeKeptIsFetchedAllTheSame() throws Exception {
    assertThat(pull(_ -> Optional.of(new FullDisk()))).isEqualTo(LAYER);
    assertThat(
            pull(_ -> {
              throw new IOException("no space");
            }))
        .isEqualTo(LAYER);
  }

  @Test
  void aRegistryThatRefusesLeavesWhatWasKept() throws Exception {
    Files.write(part, Arrays.copyOf(LAYER, HALF));
    registry.answer(layerPath(), FakeRegistry.status(404, ""));
    assertThatThrownBy(this::pull).isInstanceOf(RegistryException.class);
    assertThat(part).hasSize(HALF);
  }
}
