package dev.microagent.registry.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The fields of a response's head (RFC 9110, 6.3). Their names' case doesn't matter. Immutable. */
public final class HttpHeaders {

  private final Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  HttpHeaders(Map<String, List<String>> fields) {
    fields.forEach((name, values) -> this.fields.put(name, List.copyOf(values)));
  }

  /** A field's first value; empty where there is no such field. */
  public Optional<String> firstValue(String name) {
    return allValues(name).stream().findFirst();
  }

  /** A field's values, one for each line that it has, in their order. */
  public List<String> allValues(String name) {
    return fields.getOrDefault(name, List.of());
  }

  /** Whether one of a field's values, a list separated by commas, has an element. */
  boolean lists(String name, String element) {
    return allValues(name).stream()
        .flatMap(value -> List.of(value.split(",")).stream())
        .anyMatch(listed -> listed.strip().equalsIgnoreCase(element));
  }
}
