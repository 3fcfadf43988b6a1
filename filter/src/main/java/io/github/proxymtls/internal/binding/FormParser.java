package io.github.proxymtls.internal.binding;

import io.github.proxymtls.Form;
import io.github.proxymtls.Reason;
import java.util.List;
import java.util.Locale;

/**
 * Parses {@code application/x-www-form-urlencoded} strictly (WHATWG URL section 5.1, RFC 6749
 * appendix B). What two readers could read differently is refused: another charset than UTF-8,
 * {@code _charset_}, a bad percent escape, octets that are no UTF-8, a control character as such,
 * an encoded NUL, a parameter without a name. An empty segment ({@code a=1&&b=2}) is skipped.
 */
public final class FormParser {

  /** A form with more parameters is refused. */
  public static final int MAXIMUM_PARAMETERS = 1000;

  private static final Form READABLE = new Form.None();
  private static final String FORM = "application/x-www-form-urlencoded";

  private FormParser() {}

  /**
   * True where a container could take the body for a form: where any line of {@code Content-Type}
   * names one, in whatever company. Whether it may be read is for {@link #checkHeaders} to say.
   */
  public static boolean isForm(List<String> contentType) {
    for (String line : contentType) {
      if (line.toLowerCase(Locale.ROOT).contains(FORM)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Checks what the headers say of the body before it is read: one {@code Content-Type} line that
   * is a form, no parameter but {@code charset=utf-8}, no {@code Content-Encoding} but {@code
   * identity}.
   *
   * @return {@link Form.None} where the body may be read
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
