package io.github.proxymtls.suites;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads members of JSON objects with the type that the suite defines. */
final class Json {

  private Json() {}

  static Map<?, ?> parse(byte[] utf8) {
    try {
      return JSONObjectUtils.parse(new String(utf8, StandardCharsets.UTF_8));
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<Map<?, ?>> objects(Map<?, ?> object, String member) {
    List<?> values = (List<?>) Objects.requireNonNull(object.get(member));
    return values.stream().<Map<?, ?>>map(value -> (Map<?, ?>) value).toList();
  }

  /** Returns the strings, or an empty list if the member is absent. */
  static List<String> strings(Map<?, ?> object, String member) {
    List<?> values = (List<?>) object.get(member);
    return values == null ? List.of() : values.stream().map(String.class::cast).toList();
  }

  static String string(Map<?, ?> object, String member) {
    return (String) Objects.requireNonNull(object.get(member));
  }

  /** Returns the octets of a base64 string. */
  static byte[] octets(Map<?, ?> object, String member) {
    return Base64.getDecoder().decode(string(object, member));
  }

  static boolean isTrue(Map<?, ?> object, String member) {
    return (Boolean) Objects.requireNonNull(object.get(member));
  }
}
