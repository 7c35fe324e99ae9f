package dev.microagent.store;

/** Which layers the layer cache takes in. Those that it has are used whatever this says. */
public enum LayerAdmission {
  /** Every layer. */
  ALWAYS,

  /**
   * Those that were fetched before with the same state directory: only of them is it known that
   * images share them, or that they are built again.
   */
  WHEN_FETCHED_AGAIN
}
