package dev.microagent.rootfs;

import dev.microagent.codec.Digest;
import dev.microagent.layers.LayerConsumer;
import dev.microagent.layers.LayerException;
import dev.microagent.layers.LayerListener;
import dev.microagent.layers.LayerPipeline;
import dev.microagent.layers.LayerRecorder;
import dev.microagent.layers.LayerSource;
import dev.microagent.oci.Layer;
import dev.microagent.registry.VerificationException;
import dev.microagent.store.LayerCacheWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The layers of one build: from the cache where it has them, else from the image's source. */
final class CachedLayers {

  private final LayerSupply supply;
  private final List<Layer> layers;
  private final PullListener listener;

  /** Indexes of the layers that came from the cache. */
  private final Set<Integer> cached = ConcurrentHashMap.newKeySet();

  CachedLayers(LayerSupply supply, List<Layer> layers, PullListener listener) {
    this.supply = supply;
    this.layers = layers;
    this.listener = listener;
  }

  /** Hands every layer to a consumer, the lowest first. */
  void forEach(LayerConsumer consumer) throws IOException {
    try (LayerPipeline pipeline =
        LayerPipeline.start(sources(), new Progress(), supply.concurrentDownloads())) {
      pipeline.forEach(consumer);
    }
  }

  private final class Progress implements LayerListener {

    @Override
    public void fetched(int layer, int bytes) {
      if (!cached.contains(layer)) {
        listener.fetched(layer, bytes);
      }
    }

    @Override
    public void decoded(int layer, int bytes) {
      listener.decoded(layer, bytes);
    }

    @Override
    public void consumed(int layer) {
      if (!cached.contains(layer)) {
        noteFetched(layers.get(layer).diffId());
      }
      listener.layerDone(layer);
    }
  }

  private List<LayerSource> sources() {
    List<LayerSource> sources = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      int index = i;
      Layer layer = layers.get(i);
      sources.add(
          new LayerSource(
              layer.digest().toString(),
              layer.diffId(),
              () -> open(index, layer),
              () -> record(index, layer.diffId())));
    }
    return sources;
  }

  /**
   * Removes the layer that a failure names from the cache.
   *
   * @return whether some of it came from there, so that the build may go well without it
   */
  boolean removeDamaged(IOException failure) throws IOException {
    if (failure instanceof VerificationException e && e.isOfKeptBytes()) {
      // The part is removed already, with the verdict on it.
      return true;
    }
    String name =
        switch (failure) {
          case LayerException e -> e.layer();
          case UnreadableException e -> e.layer;
          default -> null;
        };
    boolean removed = false;
    for (int i = 0; i < layers.size(); i++) {
      if (cached.contains(i) && layers.get(i).digest().toString().equals(name)) {
        supply.cache().remove(layers.get(i).diffId());
        removed = true;
      }
    }
    return removed;
  }

  private ReadableByteChannel open(int index, Layer layer) throws IOException {
    Optional<FileChannel> file = openCached(layer.diffId());
    if (file.isEmpty()) {
      return supply.source().open(layer.descriptor());
    }
    cached.add(index);
    listener.cached(index);
    return new CachedChannel(file.get(), layer.digest().toString());
  }

  private Optional<FileChannel> openCached(Digest diffId) {
    try {
      return supply.cache().open(diffId);
    } catch (IOException e) {
      // A cache that can't be read is one that has nothing.
      return Optional.empty();
    }
  }

  private void noteFetched(Digest diffId) {
    try {
      supply.cache().noteFetched(diffId);
    } catch (IOException e) {
      // The next time counts as the first then.
    }
  }

  private Optional<LayerRecorder> record(int index, Digest diffId) throws IOException {
    return cached.contains(index)
        ? Optional.empty()
        : supply.cache().add(diffId).map(Recorder::new);
  }

  private record Recorder(LayerCacheWriter writer) implements LayerRecorder {

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      writer.write(bytes);
    }

    @Override
    public void complete() throws IOException {
      writer.complete();
    }

    @Override
    public void close() throws IOException {
      writer.close();
    }
  }

  /** A file of the cache that can't be read to its end. */
  private static final class UnreadableException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String layer;

    UnreadableException(String layer, IOException cause) {
      super("layer cache: " + cause.getMessage(), cause);
      this.layer = layer;
    }
  }

  /** Tells failures of the cache from others. */
  private record CachedChannel(FileChannel file, String layer) implements ReadableByteChannel {

    @Override
    public int read(ByteBuffer bytes) throws IOException {
      try {
        return file.read(bytes);
      } catch (ClosedChannelException e) {
        throw e;
      } catch (IOException e) {
        throw new UnreadableException(layer, e);
      }
    }

    @Override
    public boolean isOpen() {
      return file.isOpen();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
