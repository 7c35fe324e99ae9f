package dev.microagent.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.acceptance.Microagent.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The commands and their long options as {@code --help} tells of them. */
record Help(Map<String, Set<String>> options) {

  private static final Pattern OPTION = Pattern.compile("^ +(?:-\\w, )?(--[a-z0-9-]+)");
  private static final Pattern COMMAND = Pattern.compile("^  ([a-z][a-z0-9-]*)  ");

  /** Reads the help of all commands; the program itself is the command "". */
  static Help read(Microagent microagent) throws Exception {
    Map<String, Set<String>> found = new LinkedHashMap<>();
    collect(microagent, List.of(), found);
    return new Help(found);
  }

  private static void collect(
      Microagent microagent, List<String> command, Map<String, Set<String>> found)
      throws Exception {
    List<String> arguments = new ArrayList<>(command);
    arguments.add("--help");
    Result help = microagent.run(arguments.toArray(String[]::new));
    assertThat(help.code()).isZero();
    assertThat(help.err()).isEmpty();
    Set<String> options = new LinkedHashSet<>();
    List<String> commands = new ArrayList<>();
    String section = "";
    for (String line : help.out().lines().toList()) {
      if (!line.startsWith(" ")) {
        section = line;
      }
      var option = OPTION.matcher(line);
      if (section.equals("Options:") && option.find()) {
        options.add(option.group(1));
      }
      var child = COMMAND.matcher(line);
      if (section.equals("Commands:") && child.find()) {
        commands.add(child.group(1));
      }
    }
    assertThat(options).isNotEmpty();
    found.put(String.join(" ", command), options);
    for (String child : commands) {
      List<String> path = new ArrayList<>(command);
      path.add(child);
      collect(microagent, path, found);
    }
  }

  /** What is wrong with a command line, as far as it can be told from here; empty if nothing. */
  String problem(String line) {
    List<String> words = List.of(line.split(" +", -1));
    String command = commandOf(words);
    if (command.isEmpty()
        || options.keySet().stream().anyMatch(it -> it.startsWith(command + " "))) {
      return "no command";
    }
    return words.stream()
        .filter(word ->
            word.startsWith("--") && !options.getOrDefault(command, Set.of()).contains(word))
        .findFirst()
        .orElse("");
  }

  /** The command that arguments begin with, after options that stand before it. */
  String commandOf(List<String> arguments) {
    String command = "";
    for (String argument : arguments) {
      String longer = command.isEmpty() ? argument : command + " " + argument;
      if (options.containsKey(longer)) {
        command = longer;
      }
    }
    return command;
  }
}
