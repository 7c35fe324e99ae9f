package dev.microagent.cli;

import dev.microagent.oci.Platform;
import dev.microagent.rootfs.GuestInit;
import dev.microagent.rootfs.GuestInits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How a root file system is to be built. */
final class BuildOptions {

  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      converter = PlatformConverter.class,
      description =
          "Architecture to build for, such as amd64, arm64 or arm/v7 (default: this machine's).")
  Platform platform = Platform.host();

  @Option(
      names = "--size-mib",
      paramLabel = "N",
      converter = SizeConverter.class,
      description = "Size of the file system in MiB (default: what fits, with room for the guest).")
  @Nullable Long sizeMib;

  @Option(
      names = "--mke2fs",
      paramLabel = "PATH",
      description =
          "Have this mke2fs of e2fsprogs make the file system: the same tree, but slower, and with"
              + " space for a copy of it. To compare, or where an image must come from there.")
  @Nullable Path mke2fs;

  @Option(
      names = "--guest-init",
      paramLabel = "PATH",
      description =
          "Program that the guest starts first, an ELF executable for its architecture (default:"
              + " the one that comes with microagent for amd64 and arm64).")
  @Nullable Path guestInit;

  OptionalLong size() {
    return sizeMib == null ? OptionalLong.empty() : OptionalLong.of(sizeMib);
  }

  /** The init that was given; else those that come with this program. */
  GuestInits guestInits(Environment environment) throws IOException {
    return guestInit == null
        ? GuestInits.in(environment.guestInits())
        : GuestInits.only(GuestInit.read(guestInit));
  }

  /** Reads ARCH. */
  static final class PlatformConverter implements ITypeConverter<Platform> {
    @Override
    public Platform convert(String text) {
      try {
        return Platform.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** Reads a number of MiB. */
  static final class SizeConverter implements ITypeConverter<Long> {

    /** 16 TiB, where the block numbers of ext4 end. */
    private static final long LIMIT_MIB = 16L << 20;

    @Override
    public Long convert(String text) {
      try {
        long mib = Long.parseLong(text);
        if (mib >= 1 && mib < LIMIT_MIB) {
          return mib;
        }
      } catch (NumberFormatException e) {
        // Answered below.
      }
      throw new TypeConversionException(
          "'%s' is not a number of MiB from 1 to %d".formatted(text, LIMIT_MIB - 1));
    }
  }
}
