package dev.microagent.bindings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A C program of these tests that prints one "name value" a line. */
public final class CProgram {

  private static final Path SOURCES = Path.of("src/test/c");

  private CProgram() {}

  /**
   * Compiles and runs a program.
   *
   * @param source its file
   * @param header what it includes besides the C library
   * @param debianPackage what brings that
   * @param directory for the executable
   * @param libraries options that link more than the C library
   * @return what it printed
   */
  public static Map<String, Long> run(
      String source, String header, String debianPackage, Path directory, String... libraries)
      throws IOException, InterruptedException {
    Needs.that(Needs.command("cc"), "a C compiler, cc");
    Needs.that(Files.exists(Path.of("/usr/include", header)), header + " (" + debianPackage + ")");
    Path program = directory.resolve("program");
    List<String> compiler = new ArrayList<>(List.of("cc", "-Wall", "-Werror"));
    compiler.addAll(List.of("-o", program.toString(), SOURCES + "/" + source));
    compiler.addAll(List.of(libraries));
    output(compiler);
    Map<String, Long> values = new LinkedHashMap<>();
    output(List.of(program.toString()))
        .lines()
        .forEach(line -> {
          int space = line.lastIndexOf(' ');
          values.put(line.substring(0, space), Long.valueOf(line.substring(space + 1)));
        });
    return values;
  }

  private static String output(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
    return output;
  }
}
