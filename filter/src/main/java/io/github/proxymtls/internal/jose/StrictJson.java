package io.github.proxymtls.internal.jose;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.github.proxymtls.internal.text.EscapedText;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Parses JSON by RFC 8259, and rejects what two parsers could read differently: a duplicate member
 * name, text after the value, octets that are not UTF-8, a byte order mark.
 *
 * <p>Values are {@code Map}, {@code List}, {@code String}, {@code Boolean}, {@link Double} and
 * {@link #NULL}; collections are unmodifiable and in the order of the text.
 */
public final class StrictJson {

  /** JSON's {@code null}. */
  public static final Object NULL =
      new Object() {
        @Override
        public String toString() {
          return "null";
        }
      };

  private interface Grammar<T> {
    T read(StrictJson json) throws IOException;
  }

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
   * @throws IOException if it is not strict JSON; the message names the member and contains no
   *     value
   */
  public static Object parse(byte[] utf8) throws IOException {
    return read(utf8, StrictJson::value);
  }

  /**
   * Returns the named members of an object. All others are parsed just as strictly, but not kept.
   *
   * @throws IOException as in {@link #parse}, and if the value is not an object
   */
  public static Map<String, Object> members(byte[] utf8, Set<String> names) throws IOException {
    return read(utf8, json -> json.only(names));
  }

  private static <T> T read(byte[] utf8, Grammar<T> grammar) throws IOException {
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    if (text.startsWith("\uFEFF")) {
      throw new MalformedJsonException("a byte order mark");
    }
    StrictJson json = new StrictJson(text);
    try {
      return json.document(grammar);
    } catch (IOException e) {
      throw new MalformedJsonException(
          "malformed, or a member that occurs twice, at "
              + EscapedText.inMessage(json.reader.getPath()),
          e);
    }
  }

  private <T> T document(Grammar<T> grammar) throws IOException {
    T value = grammar.read(this);
    if (reader.peek() != JsonToken.END_DOCUMENT) {
      throw new MalformedJsonException("text after the value");
    }
    return value;
  }

  private Object value() throws IOException {
    return switch (reader.peek()) {
      case BEGIN_OBJECT -> object(name -> true);
      case BEGIN_ARRAY -> array();
      case STRING -> reader.nextString();
      case NUMBER -> number();
      case BOOLEAN -> reader.nextBoolean();
      case NULL -> nothing();
      case END_ARRAY, END_OBJECT, NAME, END_DOCUMENT ->
          throw new MalformedJsonException("a value is missing");
    };
  }

  private Map<String, Object> only(Set<String> names) throws IOException {
    if (reader.peek() != JsonToken.BEGIN_OBJECT) {
      throw new MalformedJsonException("no object");
    }
    return object(names::contains);
  }

  private Map<String, Object> object(Predicate<String> wanted) throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    Set<String> names = new HashSet<>();
    reader.beginObject();
    while (reader.hasNext()) {
      String name = reader.nextName();
      if (!names.add(name)) {
        throw new MalformedJsonException("a member name occurs twice");
      }
      if (wanted.test(name)) {
        members.put(name, value());
      } else {
        skip();
      }
    }
    reader.endObject();
    return Collections.unmodifiableMap(members);
  }

  private void skip() throws IOException {
    switch (reader.peek()) {
      case BEGIN_OBJECT -> object(name -> false);
      case BEGIN_ARRAY -> skipArray();
      default -> value();
    }
  }

  private void skipArray() throws IOException {
    reader.beginArray();
    while (reader.hasNext()) {
      skip();
    }
    reader.endArray();
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
