package io.github.proxymtls.binding;

import com.nimbusds.jose.shaded.gson.Strictness;
import com.nimbusds.jose.shaded.gson.stream.JsonReader;
import com.nimbusds.jose.shaded.gson.stream.JsonToken;
import com.nimbusds.jose.shaded.gson.stream.MalformedJsonException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON as RFC 8259 writes it, and refuses what two readers could read differently: a member
 * name that occurs twice, text after the value, octets that are no UTF-8, a byte order mark.
 *
 * <p>Values are {@code Map}, {@code List}, {@code String}, {@code Boolean}, {@link Double} and
 * {@link #NULL}; collections are unmodifiable.
 */
final class StrictJson {

  /** JSON's {@code null}. */
  static final Object NULL =
      new Object() {
        @Override
        public String toString() {
          return "null";
        }
      };

  private static final int MAXIMUM_DEPTH = 16;

  private final JsonReader reader;

  private StrictJson(String text) {
    reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    reader.setNestingLimit(MAXIMUM_DEPTH);
  }

  /**
   * Parses one value.
   *
   * @throws IOException if it is not strict JSON; the message says at which member and holds no
   *     value
   */
  static Object parse(byte[] utf8) throws IOException {
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    if (text.startsWith("\uFEFF")) {
      throw new MalformedJsonException("a byte order mark");
    }
    StrictJson json = new StrictJson(text);
    try {
      return json.document();
    } catch (IOException e) {
      throw new MalformedJsonException(
          "malformed, or a member that occurs twice, at " + json.reader.getPath(), e);
    }
  }

  private Object document() throws IOException {
    Object value = value();
    if (reader.peek() != JsonToken.END_DOCUMENT) {
      throw new MalformedJsonException("text after the value");
    }
    return value;
  }

  private Object value() throws IOException {
    return switch (reader.peek()) {
      case BEGIN_OBJECT -> object();
      case BEGIN_ARRAY -> array();
      case STRING -> reader.nextString();
      case NUMBER -> number();
      case BOOLEAN -> reader.nextBoolean();
      case NULL -> nothing();
      case END_ARRAY, END_OBJECT, NAME, END_DOCUMENT ->
          throw new MalformedJsonException("a value is missing");
    };
  }

  private Map<String, Object> object() throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    reader.beginObject();
    while (reader.hasNext()) {
      if (members.put(reader.nextName(), value()) != null) {
        throw new MalformedJsonException("a member name occurs twice");
      }
    }
    reader.endObject();
    return Collections.unmodifiableMap(members);
  }

  private List<Object> array() throws IOException {
    List<Object> elements = new ArrayList<>();
    reader.beginArray();
    while (reader.hasNext()) {
      elements.add(value());
    }
    reader.endArray();
    return Collections.unmodifiableList(elements);
  }

  private Double number() throws IOException {
    return Double.valueOf(reader.nextString());
  }

  private Object nothing() throws IOException {
    reader.nextNull();
    return NULL;
  }
}
