package dev.microagent.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.acceptance.Microagent.Result;
import java.util.ArrayList;
import java.util.List;

/** Kills the program at chosen system calls. */
final class StepKiller {

  /** What the program's exit code is then. */
  static final int KILLED = 137;

  /** More than the calls of any kind in a run, so that a loop ends if the program never does. */
  private static final int CALLS_LIMIT = 400;

  private StepKiller() {}

  /** Makes the state that a run begins with, and says what to run. */
  interface Preparation {
    String[] prepare() throws Exception;
  }

  /** Looks at what a run left. */
  interface Check {
    /**
     * Looks.
     *
     * @param ended whether it ran to its end
     */
    void check(boolean ended) throws Exception;
  }

  /**
   * Kills at the first of some system calls, at the one so many later, and so on until the program
   * ends well.
   *
   * @param calls as strace has them
   */
  static void killAtEach(
      Microagent microagent, String calls, int step, Preparation preparation, Check check)
      throws Exception {
    int killed = 0;
    int code = KILLED;
    for (int call = 1; code == KILLED && call < CALLS_LIMIT; call += step) {
      List<String> tracer = new ArrayList<>(List.of(Tools.find("strace").toString()));
      tracer.addAll(List.of("-f", "-qq", "-o", "/dev/null", "-e", "trace=" + calls));
      tracer.addAll(List.of("-e", "inject=" + calls + ":signal=SIGKILL:when=" + call));
      Result result = microagent.run(tracer, preparation.prepare());
      code = result.code();
      assertThat(code).as(result.err()).isIn(0, KILLED);
      killed += code == KILLED ? 1 : 0;
      check.check(code == 0);
    }
    assertThat(code).isZero();
    assertThat(killed).as("kills at " + calls).isPositive();
  }
}
