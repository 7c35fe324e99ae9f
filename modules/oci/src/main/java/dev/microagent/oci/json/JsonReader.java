package dev.microagent.oci.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.microagent.oci.DocumentException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.jr.ob.JSON;

/**
 * Reads a whole JSON document (RFC 8259). A key that occurs twice is refused: readers differ in
 * which of the two they believe, so that one document could mean two things.
 */
public final class JsonReader {

  /** No document of the specification nests deeper than 6; some room for unknown members. */
  static final int MAX_DEPTH = 64;

  /** In digits: a size has at most 19. */
  private static final int MAX_NUMBER_LENGTH = 40;

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private static final JSON JSON_READER =
      new JSON(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER_LENGTH)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          // So that a document that is read and written again has the same numbers.
          .with(JSON.Feature.USE_BIG_DECIMAL_FOR_FLOATS);

  private JsonReader() {}

  /**
   * Reads a document that is an object.
   *
   * @param what names the document in messages
   * @throws DocumentException if it isn't valid
   */
  public static JsonObject object(byte[] bytes, String what) throws DocumentException {
    if (read(bytes, what) instanceof Map<?, ?> members) {
      return new JsonObject(what, "", members);
    }
    throw malformed(what, "not a JSON object");
  }

  /**
   * Reads a document that is a list of objects.
   *
   * @param what names the document in messages
   * @throws DocumentException if it isn't valid
   */
  public static List<JsonObject> objects(byte[] bytes, String what) throws DocumentException {
    if (read(bytes, what) instanceof List<?> elements) {
      return JsonObject.objects(what, "", elements);
    }
    throw malformed(what, "not a JSON list");
  }

  private static Object read(byte[] bytes, String what) throws DocumentException {
    String text;
    try {
      text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw malformed(what, "not UTF-8 text");
    }
    if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
      throw malformed(what, "not JSON: begins with a byte order mark");
    }
    if (text.isBlank()) {
      throw malformed(what, "empty");
    }
    try (JsonParser parser = JSON_READER.createParser(text)) {
      Object value = JSON_READER.anyFrom(parser);
      if (parser.nextToken() != null) {
        throw malformed(what, "not valid JSON: something follows its end");
      }
      return value;
    } catch (JacksonException e) {
      throw malformed(what, "not valid JSON: " + firstLine(e.getOriginalMessage()));
    }
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }

  private static DocumentException malformed(String what, String why) {
    return new DocumentException(DocumentException.Kind.MALFORMED, what + ": " + why);
  }
}
