package dev.microagent.acceptance;

import dev.microagent.acceptance.Microagent.Input;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A row of the contract: in a state that is given, a command line ends with an exit code and tells
 * this.
 *
 * <p>In texts {@code {name}} stands for a value of {@link Place}, and {@code {*}} for anything
 * within a line.
 */
record Row(
    String name,
    Given given,
    List<String> arguments,
    Input input,
    String typed,
    Map<String, String> variables,
    int code,
    String out,
    String err,
    Then then) {

  /** Makes the state that a row begins with. */
  interface Given {
    void prepare(Place place) throws Exception;
  }

  /** Looks at the state that a row ends with. */
  interface Then {
    void check(Place place) throws Exception;
  }

  /** A row that ends well, says nothing, and may leave anything. */
  static Row row(String name, Given given, String... arguments) {
    return new Row(
        name, given, Arrays.asList(arguments), Input.NOTHING, "", Map.of(), 0, "", "", place -> {});
  }

  Row reads(Input other) {
    return new Row(name, given, arguments, other, typed, variables, code, out, err, then);
  }

  /** Reads this and then the end, from no terminal. */
  Row reads(String text) {
    return new Row(name, given, arguments, Input.TEXT, text, variables, code, out, err, then);
  }

  /** On a terminal, where this is typed when it asks whether to go ahead. */
  Row answered(String text) {
    return new Row(name, given, arguments, Input.QUESTION, text, variables, code, out, err, then);
  }

  /** With one variable of the environment set. */
  Row variable(String variable, String value) {
    return new Row(
        name, given, arguments, input, typed, Map.of(variable, value), code, out, err, then);
  }

  Row exits(int other) {
    return new Row(name, given, arguments, input, typed, variables, other, out, err, then);
  }

  Row out(String text) {
    return new Row(name, given, arguments, input, typed, variables, code, text, err, then);
  }

  Row err(String text) {
    return new Row(name, given, arguments, input, typed, variables, code, out, text, then);
  }

  Row then(Then check) {
    return new Row(name, given, arguments, input, typed, variables, code, out, err, check);
  }

  @Override
  public String toString() {
    return name;
  }
}
