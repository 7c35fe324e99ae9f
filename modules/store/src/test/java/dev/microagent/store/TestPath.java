package dev.microagent.store;

import java.io.File;

/** What this virtual machine was started with, so that another can be started alike. */
final class TestPath {

  private TestPath() {}

  /** Modules and class path as one class path: a child process needs the classes, not the graph. */
  static String asClassPath() {
    StringBuilder path = new StringBuilder();
    for (String property : new String[] {"jdk.module.path", "java.class.path"}) {
      String value = System.getProperty(property, "");
      if (!value.isEmpty()) {
        path.append(path.isEmpty() ? "" : File.pathSeparator).append(value);
      }
    }
    // Surefire patches the tests into the module; they lie beside its classes.
    for (String entry : path.toString().split(File.pathSeparator, -1)) {
      File tests = new File(new File(entry).getParentFile(), "test-classes");
      if (entry.endsWith("classes") && tests.isDirectory()) {
        path.append(File.pathSeparator).append(tests);
      }
    }
    return path.toString();
  }
}
