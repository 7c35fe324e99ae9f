import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Describes this build's modules as a Mermaid graph and a table, from their compiled descriptors.
 *
 * <pre>
 * java ModuleGraph.java check|write JARS FILE
 * </pre>
 *
 * <p>JARS is a directory with the jars of all modules, third parties' among them. {@code write}
 * writes FILE, {@code check} fails when FILE is not what {@code write} would write.
 */
final class ModuleGraph {
  /** A module of this build has its own pom in its jar, with this group. */
  private static final String OWN_POMS = "META-INF/maven/dev.microagent/";

  private static final String PREFIX = "dev.microagent.";

  private record Module(ModuleDescriptor descriptor, String purpose) {}

  private final SortedMap<String, Module> modules;

  private ModuleGraph(SortedMap<String, Module> modules) {
    this.modules = modules;
  }

  public static void main(String[] args) throws Exception {
    if (args.length != 3 || !(args[0].equals("check") || args[0].equals("write"))) {
      System.err.println("usage: java ModuleGraph.java check|write JARS FILE");
      System.exit(2);
    }
    String text = new ModuleGraph(read(Path.of(args[1]))).text();
    Path file = Path.of(args[2]);
    if (args[0].equals("write")) {
      Files.writeString(file, text);
    } else if (!Files.exists(file) || !Files.readString(file).equals(text)) {
      System.err.println(
          file.getFileName() + " is not what the modules say; refresh it: bin/module-graph");
      System.exit(1);
    }
  }

  private static SortedMap<String, Module> read(Path jars)
      throws IOException, ParserConfigurationException, SAXException {
    SortedMap<String, Module> modules = new TreeMap<>();
    for (ModuleReference reference : ModuleFinder.of(jars).findAll()) {
      try (ModuleReader reader = reference.open()) {
        List<String> poms =
            reader
                .list()
                .filter(name -> name.startsWith(OWN_POMS) && name.endsWith("/pom.xml"))
                .toList();
        for (String pom : poms) {
          try (InputStream in = reader.open(pom).orElseThrow()) {
            modules.put(
                reference.descriptor().name(),
                new Module(reference.descriptor(), description(in, reference)));
          }
        }
      }
    }
    return modules;
  }

  private static String description(InputStream pom, ModuleReference module)
      throws IOException, ParserConfigurationException, SAXException {
    NodeList children =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(pom)
            .getDocumentElement()
            .getChildNodes();
    for (int i = 0; i < children.getLength(); i++) {
      if (children.item(i) instanceof Element element
          && element.getTagName().equals("description")) {
        return element.getTextContent().strip().replaceAll("\\s+", " ");
      }
    }
    throw new IOException("the pom of " + module.descriptor().name() + " has no description");
  }

  private String text() {
    List<String> lines = new ArrayList<>();
    lines.add("# Modules");
    lines.add("");
    lines.add("<!-- Generated from the compiled module descriptors. Refresh: bin/module-graph -->");
    lines.add("");
    lines.add("An arrow points to what a module requires; a thick one hands it on to those who");
    lines.add(
        "require the module. Round boxes are third parties' modules. The JDK's modules stand");
    lines.add("in the table only, `java.base` not even there.");
    lines.add("");
    lines.add("```mermaid");
    lines.add("graph TD");
    modules.keySet().forEach(name -> lines.add("  " + box(name)));
    modules.values().stream()
        .flatMap(module -> module.descriptor().requires().stream())
        .filter(requires -> isDrawn(requires) && !modules.containsKey(requires.name()))
        .map(Requires::name)
        .distinct()
        .sorted()
        .forEach(name -> lines.add("  " + name + "([" + name + "])"));
    for (Module module : modules.values()) {
      for (Requires requires : sorted(module.descriptor())) {
        if (isDrawn(requires)) {
          String arrow = isTransitive(requires) ? " ==> " : " --> ";
          lines.add("  " + module.descriptor().name() + arrow + requires.name());
        }
      }
    }
    lines.add("```");
    lines.add("");
    lines.add("| Module | Purpose | Exports | Requires |");
    lines.add("|---|---|---|---|");
    for (Module module : modules.values()) {
      ModuleDescriptor descriptor = module.descriptor();
      lines.add(
          "| `%s` | %s | %s | %s |"
              .formatted(
                  descriptor.name(), module.purpose(), exports(descriptor), requires(descriptor)));
    }
    return String.join("\n", lines) + "\n";
  }

  private static String box(String name) {
    String label = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    return name + "[" + label + "]";
  }

  private static String exports(ModuleDescriptor descriptor) {
    return descriptor.exports().stream().sorted().map(ModuleGraph::export).collect(joining("<br>"));
  }

  private static String export(Exports exports) {
    String targets =
        exports.targets().stream()
            .sorted()
            .map(target -> "`" + target + "`")
            .collect(joining(", "));
    return "`" + exports.source() + "`" + (exports.isQualified() ? " to " + targets : "");
  }

  private static String requires(ModuleDescriptor descriptor) {
    return sorted(descriptor).stream()
        .map(requires ->
            (isTransitive(requires) ? "transitive " : "")
                + (isStatic(requires) ? "static " : "")
                + "`"
                + requires.name()
                + "`")
        .collect(joining("<br>"));
  }

  private static List<Requires> sorted(ModuleDescriptor descriptor) {
    return descriptor.requires().stream()
        .filter(requires -> !requires.modifiers().contains(Requires.Modifier.MANDATED))
        .sorted()
        .toList();
  }

  private static boolean isDrawn(Requires requires) {
    String name = requires.name();
    return !isStatic(requires) && !name.startsWith("java.") && !name.startsWith("jdk.");
  }

  private static boolean isTransitive(Requires requires) {
    return requires.modifiers().contains(Requires.Modifier.TRANSITIVE);
  }

  private static boolean isStatic(Requires requires) {
    return requires.modifiers().contains(Requires.Modifier.STATIC);
  }
}
