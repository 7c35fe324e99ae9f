package dev.microagent.rootfs;

import dev.microagent.codec.Digest;
import dev.microagent.oci.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The program that a virtual machine starts first, PID 1: an ELF executable. That it needs no
 * shared libraries isn't checked.
 */
public final class GuestInit {

  /** The largest that is taken, in bytes: a hundred times what a static program needs for this. */
  public static final int MAX_BYTES = 16 << 20;

  // The header of an ELF file (System V ABI, chapter 4).
  private static final int HEADER_BYTES = 20;
  private static final int MAGIC = 0x7f454c46;
  private static final int CLASS_AT = 4;
  private static final int DATA_AT = 5;
  private static final int TYPE_AT = 16;
  private static final int MACHINE_AT = 18;
  private static final byte BIG_ENDIAN = 2;
  private static final int EXECUTABLE = 2;
  private static final int POSITION_INDEPENDENT = 3;

  private final byte[] program;
  private final String architecture;

  private GuestInit(byte[] program, String architecture) {
    this.program = program;
    this.architecture = architecture;
  }

  /**
   * Reads one from a file.
   *
   * @throws GuestInitException if it isn't an ELF executable
   */
  public static GuestInit read(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // A pipe would be waited for.
      throw unfit(file + " is not a file");
    }
    byte[] program;
    try (InputStream in = Files.newInputStream(file)) {
      program = in.readNBytes(MAX_BYTES + 1);
    }
    return new GuestInit(program, architecture(program, file.toString()));
  }

  /**
   * Takes one as bytes.
   *
   * @throws GuestInitException if they aren't an ELF executable
   */
  public static GuestInit of(byte[] program) throws GuestInitException {
    byte[] copy = program.clone();
    return new GuestInit(copy, architecture(copy, "the guest init"));
  }

  private static String architecture(byte[] program, String name) throws GuestInitException {
    if (program.length > MAX_BYTES) {
      throw unfit("%s has more than %d MiB".formatted(name, MAX_BYTES >> 20));
    }
    ByteBuffer header = ByteBuffer.wrap(program);
    if (program.length < HEADER_BYTES || header.getInt(0) != MAGIC) {
      throw unfit(name + " is not an ELF executable");
    }
    int bits = 32 * header.get(CLASS_AT);
    boolean big = header.get(DATA_AT) == BIG_ENDIAN;
    header.order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int type = Short.toUnsignedInt(header.getShort(TYPE_AT));
    if (type != EXECUTABLE && type != POSITION_INDEPENDENT) {
      throw unfit(name + " is not an executable, but another kind of ELF file");
    }
    int machine = Short.toUnsignedInt(header.getShort(MACHINE_AT));
    return architecture(machine, bits, big)
        .orElseThrow(
            () -> unfit("%s is for a machine that isn't known here (%d)".formatted(name, machine)));
  }

  /** The word for a machine that platforms have. */
  private static Optional<String> architecture(int machine, int bits, boolean big) {
    String name =
        switch (machine) {
          case 3 -> "386";
          case 21 -> big ? "ppc64" : "ppc64le";
          case 22 -> "s390x";
          case 40 -> "arm";
          case 62 -> "amd64";
          case 183 -> "arm64";
          case 243 -> "riscv64";
          case 258 -> "loong64";
          default -> "";
        };
    int wanted = name.equals("386") || name.equals("arm") ? 32 : 64;
    return Optional.of(name).filter(found -> !found.isEmpty() && bits == wanted);
  }

  private static GuestInitException unfit(String message) {
    return new GuestInitException(GuestInitException.Kind.UNFIT, message);
  }

  /** What it runs on, in the words that platforms have, such as {@code amd64}. */
  public String architecture() {
    return architecture;
  }

  /** Its SHA-256, as {@code sha256:} and 64 hexadecimal digits. */
  public String digest() {
    return Digest.sha256(program).toString();
  }

  /** Its bytes, which can't be changed. */
  ByteBuffer program() {
    return ByteBuffer.wrap(program).asReadOnlyBuffer();
  }

  /**
   * Itself.
   *
   * @throws GuestInitException if a platform can't run it
   */
  GuestInit requireFor(Platform platform) throws GuestInitException {
    if (!architecture.equals(platform.architecture())) {
      throw unfit(
          "the guest init is for %s, and the image for %s"
              .formatted(architecture, platform.architecture()));
    }
    return this;
  }
}
