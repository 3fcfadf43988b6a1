package io.github.proxymtls.internal.binding;

import io.github.proxymtls.Form;
import io.github.proxymtls.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parses the octets of a form or a query in one pass. Its messages name the offset of the error.
 */
final class FormReader {

  private final byte[] octets;
  private final String place;
  private final Map<String, List<String>> parameters = new LinkedHashMap<>();
  private int count;
  private boolean repeated;
  private Form.@Nullable Unreadable problem;

  /**
   * @param place names the octets in messages
   */
  FormReader(byte[] octets, String place) {
    this.octets = octets;
    this.place = place;
  }

  /** Parses all octets into {@link Form.Parameters} or {@link Form.Unreadable}. */
  Form read() {
    int start = 0;
    while (start < octets.length && problem == null) {
      int end = indexOf('&', start, octets.length);
      if (end > start) {
        pair(start, end);
      }
      start = end + 1;
    }
    if (problem != null) {
      return problem;
    }
    if (repeated) {
      parameters.replaceAll((name, values) -> List.copyOf(values));
    }
    return new Form.Parameters(parameters);
  }

  /** Parses the octets as one value; returns null if they are malformed. */
  @Nullable String value() {
    return text(0, octets.length);
  }

  private void pair(int start, int end) {
    if (++count > FormParser.MAXIMUM_PARAMETERS) {
      problem = new Form.Unreadable(Reason.FORM_TOO_LARGE, place + ": too many parameters");
      return;
    }
    int equals = indexOf('=', start, end);
    String name = text(start, equals);
    String value = equals < end ? text(equals + 1, end) : "";
    if (name == null || value == null) {
      return;
    }
    if (name.isEmpty()) {
      refuse("a parameter without a name", start);
    } else if (name.equalsIgnoreCase("_charset_")) {
      refuse("_charset_", start);
    } else {
      List<String> before = parameters.putIfAbsent(name, List.of(value));
      if (before != null) {
        repeat(name, before, value);
      }
    }
  }

  private void repeat(String name, List<String> before, String value) {
    List<String> all = before instanceof ArrayList ? before : new ArrayList<>(before);
    all.add(value);
    parameters.put(name, all);
    repeated = true;
  }

  private @Nullable String text(int from, int to) {
    for (int at = from; at < to; at++) {
      if (!isPlain(octets[at])) {
        return decoded(from, to);
      }
    }
    return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /** Returns true for an octet that stands for itself in any text. */
  private static boolean isPlain(byte octet) {
    return octet >= 0x20 && octet != 0x7f && octet != '%' && octet != '+';
  }

  private @Nullable String decoded(int from, int to) {
    byte[] decoded = new byte[to - from];
    int length = 0;
    int all = 0;
    for (int at = from; at < to; at++) {
      int octet = octets[at] & 0xff;
      if (octet < 0x20 || octet == 0x7f) {
        return refuse("a control character", at);
      }
      if (octet == '+') {
        octet = ' ';
      } else if (octet == '%') {
        octet = escaped(at, to);
        if (octet <= 0) {
          return refuse(octet == 0 ? "NUL" : "'%' without two hexadecimal digits", at);
        }
        at += 2;
      }
      all |= octet;
      decoded[length++] = (byte) octet;
    }
    return all < 0x80
        ? new String(decoded, 0, length, StandardCharsets.US_ASCII)
        : utf8(decoded, length, from);
  }

  private @Nullable String utf8(byte[] decoded, int length, int from) {
    try {
      CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
      return utf8.decode(ByteBuffer.wrap(decoded, 0, length)).toString();
    } catch (CharacterCodingException e) {
      return refuse("octets that are not UTF-8", from);
    }
  }

  /** Returns the octet that is percent-encoded here, or -1. */
  private int escaped(int at, int to) {
    if (at + 2 >= to
        || !HexFormat.isHexDigit(octets[at + 1])
        || !HexFormat.isHexDigit(octets[at + 2])) {
      return -1;
    }
    return HexFormat.fromHexDigit(octets[at + 1]) << 4 | HexFormat.fromHexDigit(octets[at + 2]);
  }

  private int indexOf(char wanted, int from, int to) {
    int at = from;
    while (at < to && octets[at] != wanted) {
      at++;
    }
    return at;
  }

  private @Nullable String refuse(String what, int offset) {
    problem =
        new Form.Unreadable(Reason.FORM_MALFORMED, place + ": " + what + " at offset " + offset);
    return null;
  }
}
