package dev.microagent.cli;

import dev.microagent.oci.Platform;
import dev.microagent.rootfs.GuestInit;
import dev.microagent.rootfs.GuestInits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/** How a root file system is to be built. */
final class BuildOptions {

  /** 16 TiB, where the block numbers of ext4 end. */
  private static final long LIMIT_MIB = 16L << 20;

  private final OptionSpec platform =
      OptionSpec.builder("--arch")
          .paramLabel("ARCH")
          .type(Platform.class)
          .converters(BuildOptions::platform)
          .initialValue(Platform.host())
          .description(
              "Architecture to build for, such as amd64, arm64 or arm/v7 (default: this"
                  + " machine's).")
          .build();

  private final OptionSpec sizeMib =
      OptionSpec.builder("--size-mib")
          .paramLabel("N")
          .type(Long.class)
          .converters(BuildOptions::mib)
          .description(
              "Size of the file system in MiB (default: what fits, with room for the guest).")
          .build();

  private final OptionSpec mke2fs =
      OptionSpec.builder("--mke2fs")
          .paramLabel("PATH")
          .type(Path.class)
          .converters(Path::of)
          .description(
              "Have this mke2fs of e2fsprogs make the file system: the same tree, but slower, and"
                  + " with space for a copy of it. To compare, or where an image must come from"
                  + " there.")
          .build();

  private final OptionSpec guestInit =
      OptionSpec.builder("--guest-init")
          .paramLabel("PATH")
          .type(Path.class)
          .converters(Path::of)
          .description(
              "Program that the guest starts first, an ELF executable for its architecture"
                  + " (default: the one that comes with microagent for amd64 and arm64).")
          .build();

  BuildOptions(CommandSpec command) {
    command.addOption(platform).addOption(sizeMib).addOption(mke2fs).addOption(guestInit);
  }

  Platform platform() {
    return platform.getValue();
  }

  OptionalLong size() {
    Long mib = sizeMib.getValue();
    return mib == null ? OptionalLong.empty() : OptionalLong.of(mib);
  }

  @Nullable Path mke2fs() {
    return mke2fs.getValue();
  }

  @Nullable Path guestInit() {
    return guestInit.getValue();
  }

  /** The init that was given; else those that come with this program. */
  GuestInits guestInits(Environment environment) throws IOException {
    Path given = guestInit();
    return given == null
        ? GuestInits.in(environment.guestInits())
        : GuestInits.only(GuestInit.read(given));
  }

  private static Platform platform(String text) {
    try {
      return Platform.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  private static long mib(String text) {
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
