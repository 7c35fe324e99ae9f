package dev.microagent.filetree;

/**
 * One extended attribute.
 *
 * @param name full name with its namespace, such as {@code security.capability}; raw bytes as
 *     ISO-8859-1
 * @param value the value as getxattr(2) would give it; not copied, and not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // values are large and never compared
public record Xattr(String name, byte[] value) {}
