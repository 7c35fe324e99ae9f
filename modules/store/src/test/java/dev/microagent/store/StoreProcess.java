package dev.microagent.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Uses the store from a process of its own. */
final class StoreProcess {

  private StoreProcess() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    StateDirectory state = StateDirectory.open(Path.of(args[1]));
    switch (args[0]) {
      case "record" -> {
        for (int i = 0; i < Integer.parseInt(args[3]); i++) {
          state.index().record(Samples.image(args[2] + i, "amd64", '1'));
        }
      }
      case "build" -> {
        // Left open on purpose: the tests end this process in the middle of its work.
        BaselineBuild build = state.baselines().begin(new BaselineKey(args[2]), () -> {});
        Files.writeString(build.temporaryPath(), "half of it");
        System.out.println("building");
        Thread.sleep(Long.MAX_VALUE);
      }
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  static Process start(String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-cp");
    command.add(TestPath.asClassPath());
    command.add(StoreProcess.class.getName());
    command.addAll(List.of(args));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}
