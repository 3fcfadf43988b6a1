package io.github.proxymtls.internal.binding;

import io.github.proxymtls.Form;
import io.github.proxymtls.Reason;
import java.util.List;
import java.util.Locale;

/**
 * Parses {@code application/x-www-form-urlencoded} strictly (WHATWG URL section 5.1, RFC 6749
 * appendix B). It rejects everything that two parsers could read differently: another charset than
 * UTF-8, {@code _charset_}, a malformed percent-encoding, octets that are not UTF-8, an unencoded
 * control character, an encoded NUL, a parameter without a name. It skips an empty segment ({@code
 * a=1&&b=2}).
 */
public final class FormParser {

  /** The maximum number of parameters of a form. */
  public static final int MAXIMUM_PARAMETERS = 1000;

  private static final Form READABLE = new Form.None();
  private static final String FORM = "application/x-www-form-urlencoded";

  private FormParser() {}

  /**
   * Returns true if a container could parse the body as a form, that is, if any line of {@code
   * Content-Type} contains the media type of a form. {@link #checkHeaders} then decides whether the
   * body may be read.
   */
  public static boolean isForm(List<String> contentType) {
    for (String line : contentType) {
      if (line.equals(FORM) || line.toLowerCase(Locale.ROOT).contains(FORM)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Checks the headers that describe the body before the body is read: exactly one {@code
   * Content-Type} line that names a form, no parameter except {@code charset=utf-8}, no {@code
   * Content-Encoding} except {@code identity}.
   *
   * @return {@link Form.None} if the body may be read
   */
  public static Form checkHeaders(List<String> contentType, List<String> contentEncoding) {
    if (contentType.size() != 1) {
      return malformed("Content-Type: " + contentType.size() + " lines, expected one");
    }
    if (!isStrictForm(contentType.get(0))) {
      return malformed("Content-Type: expected " + FORM + ", alone or with charset=utf-8");
    }
    for (String line : contentEncoding) {
      if (!line.strip().equalsIgnoreCase("identity")) {
        return malformed("Content-Encoding: expected none");
      }
    }
    return READABLE;
  }

  /** Parses the octets into {@link Form.Parameters} or {@link Form.Unreadable}. Never throws. */
  public static Form parse(byte[] body) {
    return new FormReader(body, "form").read();
  }

  private static boolean isStrictForm(String line) {
    if (line.equals(FORM)) {
      return true;
    }
    String value = line.strip().toLowerCase(Locale.ROOT);
    int semicolon = value.indexOf(';');
    if (semicolon < 0) {
      return value.equals(FORM);
    }
    String parameter = value.substring(semicolon + 1).strip();
    return value.substring(0, semicolon).stripTrailing().equals(FORM)
        && (parameter.equals("charset=utf-8") || parameter.equals("charset=\"utf-8\""));
  }

  private static Form malformed(String detail) {
    return new Form.Unreadable(Reason.FORM_MALFORMED, detail);
  }
}
