package io.github.proxymtls.binding;

import java.util.List;

/** Parses {@code application/x-www-form-urlencoded} strictly. */
public final class FormParser {

  private FormParser() {}

  /** True where the lines of {@code Content-Type} name a form, alone and in UTF-8 or not. */
  public static boolean isForm(List<String> contentType) {
    throw new AssertionError();
  }

  /**
   * Checks what the headers say of the body before it is read: one {@code Content-Type} line, no
   * charset but UTF-8, no {@code Content-Encoding}.
   *
   * @return {@link Form.None} where the body may be read
   */
  public static Form checkHeaders(List<String> contentType, List<String> contentEncoding) {
    throw new AssertionError();
  }

  /** Parses the octets. */
  public static Form parse(byte[] body) {
    throw new AssertionError();
  }
}
