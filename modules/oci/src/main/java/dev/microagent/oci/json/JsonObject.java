package dev.microagent.oci.json;

import dev.microagent.codec.Digest;
import dev.microagent.oci.DocumentException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An object of a JSON document, which knows where in it it stands, so that whatever is wrong can be
 * named. A member that is null counts as missing, as it does for programs written in Go, which
 * write nulls for empty lists.
 */
public final class JsonObject {

  private final String document;
  private final String path;
  private final Map<?, ?> members;

  JsonObject(String document, String path, Map<?, ?> members) {
    this.document = document;
    this.path = path;
    this.members = members;
  }

  /** Whether there is such a member that isn't null. */
  public boolean has(String name) {
    return members.get(name) != null;
  }

  /** Whether there is such a member, null or not. */
  public boolean mentions(String name) {
    return members.containsKey(name);
  }

  /** A text that may be missing. */
  public @Nullable String optionalString(String name) throws DocumentException {
    Object value = members.get(name);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw malformed(name, "not a string");
  }

  /** A text; the empty one where it is missing. */
  public String stringOrEmpty(String name) throws DocumentException {
    String value = optionalString(name);
    return value == null ? "" : value;
  }

  /** A text that must be there. */
  public String string(String name) throws DocumentException {
    String value = optionalString(name);
    if (value == null) {
      throw malformed(name, "missing");
    }
    return value;
  }

  /** A digest that must be there. */
  public Digest digest(String name) throws DocumentException {
    return digest(name, string(name));
  }

  /** A list of digests; the empty one where it is missing. */
  public List<Digest> digests(String name) throws DocumentException {
    List<Digest> result = new ArrayList<>();
    for (String text : strings(name)) {
      result.add(digest(at(name, result.size()), text));
    }
    return List.copyOf(result);
  }

  private Digest digest(String name, String text) throws DocumentException {
    try {
      return Digest.parse(text);
    } catch (IllegalArgumentException e) {
      throw malformed(name, String.valueOf(e.getMessage()));
    }
  }

  /** A whole number that must be there, and that isn't negative. */
  public long size(String name) throws DocumentException {
    Object value = members.get(name);
    if (value == null) {
      throw malformed(name, "missing");
    }
    if (value instanceof BigInteger) {
      throw malformed(name, "out of range: " + value);
    }
    if (!(value instanceof Integer || value instanceof Long)) {
      throw malformed(name, "not a whole number");
    }
    long number = ((Number) value).longValue();
    if (number < 0) {
      throw malformed(name, "negative: " + number);
    }
    return number;
  }

  /** An object that may be missing. */
  public @Nullable JsonObject optionalObject(String name) throws DocumentException {
    Object value = members.get(name);
    if (value == null) {
      return null;
    }
    if (value instanceof Map<?, ?> object) {
      return new JsonObject(document, pathOf(name), object);
    }
    throw malformed(name, "not an object");
  }

  /** An object that must be there. */
  public JsonObject object(String name) throws DocumentException {
    JsonObject value = optionalObject(name);
    if (value == null) {
      throw malformed(name, "missing");
    }
    return value;
  }

  /** A list of objects; the empty one where it is missing. */
  public List<JsonObject> objects(String name) throws DocumentException {
    return objects(document, pathOf(name), list(name));
  }

  static List<JsonObject> objects(String document, String path, List<?> elements)
      throws DocumentException {
    List<JsonObject> result = new ArrayList<>();
    for (Object element : elements) {
      String elementPath = at(path, result.size());
      if (!(element instanceof Map<?, ?> members)) {
        throw new DocumentException(
            DocumentException.Kind.MALFORMED, document + ": " + elementPath + ": not an object");
      }
      result.add(new JsonObject(document, elementPath, members));
    }
    return List.copyOf(result);
  }

  /** A list of texts; the empty one where it is missing. */
  public List<String> strings(String name) throws DocumentException {
    List<String> result = new ArrayList<>();
    for (Object element : list(name)) {
      if (!(element instanceof String text)) {
        throw malformed(at(name, result.size()), "not a string");
      }
      result.add(text);
    }
    return List.copyOf(result);
  }

  /** An object whose members are texts, in its own order; the empty one where it is missing. */
  public Map<String, String> stringMap(String name) throws DocumentException {
    JsonObject object = optionalObject(name);
    if (object == null) {
      return Map.of();
    }
    Map<String, String> result = new LinkedHashMap<>();
    for (String key : object.names()) {
      result.put(key, object.stringOrEmpty(key));
    }
    return Map.copyOf(result);
  }

  /** The names of an object's members, sorted; none where it is missing. */
  public Set<String> namesOf(String name) throws DocumentException {
    JsonObject object = optionalObject(name);
    return object == null ? Set.of() : object.names();
  }

  /** The members in the document's order, null ones too, to be changed and written again. */
  public Map<String, @Nullable Object> toMap() {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    members.forEach((name, value) -> result.put((String) name, value));
    return result;
  }

  /** What to throw when a member isn't as it must be. */
  public DocumentException malformed(String name, String why) {
    return new DocumentException(
        DocumentException.Kind.MALFORMED, document + ": " + pathOf(name) + ": " + why);
  }

  private Set<String> names() {
    Set<String> names = new TreeSet<>();
    for (Object name : members.keySet()) {
      names.add((String) name);
    }
    return names;
  }

  private List<?> list(String name) throws DocumentException {
    Object value = members.get(name);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list;
    }
    throw malformed(name, "not a list");
  }

  private String pathOf(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static String at(String path, int index) {
    return path + "[" + index + "]";
  }
}
