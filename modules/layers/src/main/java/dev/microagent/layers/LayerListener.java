package dev.microagent.layers;

/**
 * Told how far the layers are. Background threads call it, several at once but one a layer, some
 * thousand times a gigabyte; it should return at once.
 */
public interface LayerListener {

  /** Listens to nothing. */
  LayerListener NONE = new LayerListener() {};

  /**
   * More of a layer was fetched.
   *
   * @param layer its index in the list of layers
   * @param bytes how many compressed bytes since the last call for this layer
   */
  default void fetched(int layer, int bytes) {}

  /**
   * More of a layer was decoded.
   *
   * @param layer its index in the list of layers
   * @param bytes how many uncompressed bytes since the last call for this layer
   */
  default void decoded(int layer, int bytes) {}

  /**
   * A layer is consumed, and verified to its last byte. The thread that consumes calls it.
   *
   * @param layer its index in the list of layers
   */
  default void consumed(int layer) {}
}
