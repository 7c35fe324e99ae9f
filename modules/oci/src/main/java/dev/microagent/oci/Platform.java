package dev.microagent.oci;

import org.jspecify.annotations.Nullable;

/**
 * What an image is built for, in Go's words for it.
 *
 * @param os such as {@code linux}
 * @param architecture such as {@code amd64}
 * @param variant of the architecture, such as {@code v8}
 */
public record Platform(String os, String architecture, @Nullable String variant) {}
