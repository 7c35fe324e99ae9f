package dev.microagent.cli;

import java.util.List;

/**
 * How far a pull is, at one moment.
 *
 * @param phase what it does
 * @param layers of the image; empty before it is resolved
 * @param bytesPerSecond compressed bytes that arrived lately; 0 while that isn't known
 */
record PullState(Phase phase, List<Layer> layers, double bytesPerSecond) {

  /** What a pull does, in order. */
  enum Phase {
    RESOLVING,
    WAITING,
    LAYERS,
    WRITING
  }

  /**
   * How far a layer is.
   *
   * @param name short, to tell it from others
   * @param size of the compressed layer in bytes
   * @param fetched compressed bytes that have arrived
   * @param decoded uncompressed bytes that are in the tree
   * @param cached whether it comes from the layer cache, so that nothing of it is fetched
   * @param done whether all of it is in the tree, verified
   */
  record Layer(String name, long size, long fetched, long decoded, boolean cached, boolean done) {}

  PullState {
    layers = List.copyOf(layers);
  }

  /** Bytes that have arrived or will. */
  long size() {
    return layers.stream().filter(layer -> !layer.cached()).mapToLong(Layer::size).sum();
  }

  long fetched() {
    return layers.stream().mapToLong(Layer::fetched).sum();
  }

  long decoded() {
    return layers.stream().mapToLong(Layer::decoded).sum();
  }

  long layersDone() {
    return layers.stream().filter(Layer::done).count();
  }
}
