package io.github.proxymtls.suites;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Members of JSON objects, of the type that the suite says. */
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

  /** Empty where there is no such member. */
  static List<String> strings(Map<?, ?> object, String member) {
    List<?> values = (List<?>) object.get(member);
    return values == null ? List.of() : values.stream().map(String.class::cast).toList();
  }

  static String string(Map<?, ?> object, String member) {
    return (String) Objects.requireNonNull(object.get(member));
  }

  /** The octets that base64 stands for. */
  static byte[] octets(Map<?, ?> object, String member) {
    return Base64.getDecoder().decode(string(object, member));
  }

  static boolean isTrue(Map<?, ?> object, String member) {
    return (Boolean) Objects.requireNonNull(object.get(member));
  }
}
