package io.github.proxymtls.internal.header;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a rejected value is, if no format reads such a value. Guessed for messages alone. */
public enum ValueMistake {
  VARIABLE(
      "it looks like a variable that the proxy did not replace",
      "write the variable in the syntax of the proxy that sends the header, without quotes or"
          + " escapes that keep it from being replaced"),
  ENCODED_TWICE(
      "it was percent-encoded twice",
      "encode it once: in NGINX $ssl_client_escaped_cert is encoded already, and so is what another"
          + " proxy forwards"),
  PRIVATE_KEY(
      "it is a private key, not a certificate",
      "have the proxy send the certificate, and replace this key: it was sent in a header"),
  REQUEST(
      "it is a certificate request, not a certificate",
      "have the proxy send the certificate that the CA issued for it"),
  OTHER_PEM(
      "it is PEM of something else than a certificate",
      "have the proxy send a block that begins with BEGIN CERTIFICATE");

  /** The length in which a PEM label is searched: it may be percent-encoded twice. */
  private static final int LONGEST_BEGIN = 96;

  private static final int LONGEST_VARIABLE = 128;
  private static final String BEGIN = "-----BEGIN ";
  private static final String BEGIN_TWICE = "-----BEGIN%25";
  private static final String PEM_IN_BASE64 = "LS0tLS1CRUdJTi";

  /** The variables of NGINX, Caddy, Apache httpd, HAProxy and Envoy. */
  private static final Pattern VARIABLES =
      Pattern.compile(
          "\\$\\{?[A-Za-z_][A-Za-z0-9_]*}?"
              + "|\\{[A-Za-z_][A-Za-z0-9_.]*}"
              + "|%\\{[A-Za-z_][^}]*}[A-Za-z]?"
              + "|%\\[[^\\]]*]"
              + "|%[A-Z][A-Z_]*(\\([^()]*\\))?%");

  private static final Pattern ESCAPED_ESCAPE = Pattern.compile("%25[0-9A-Fa-f]{2}");

  private final String what;
  private final String fix;

  ValueMistake(String what, String fix) {
    this.what = what;
    this.fix = fix;
  }

  /** Returns what the value is, as a sentence without its end. */
  public String what() {
    return what;
  }

  /** Returns what to do. */
  public String fix() {
    return fix;
  }

  /** Returns the mistake that a value shows; null if it shows none. */
  public static @Nullable ValueMistake of(String value) {
    if (value.length() <= LONGEST_VARIABLE && VARIABLES.matcher(value).matches()) {
      return VARIABLE;
    }
    String begin = begin(value);
    if (value.contains(BEGIN_TWICE)
        || begin.startsWith(BEGIN_TWICE)
        || (value.startsWith("MI") && ESCAPED_ESCAPE.matcher(value).find())) {
      return ENCODED_TWICE;
    }
    String plain = begin.replace("%20", " ").replace('+', ' ');
    return plain.startsWith(BEGIN) ? labelled(plain.substring(BEGIN.length())) : null;
  }

  private static String begin(String value) {
    String begin = value.substring(0, Math.min(value.length(), LONGEST_BEGIN));
    return begin.startsWith(PEM_IN_BASE64)
        ? new String(decoded(begin), StandardCharsets.ISO_8859_1)
        : begin;
  }

  private static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64.substring(0, base64.length() / 4 * 4));
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static @Nullable ValueMistake labelled(String label) {
    if (label.startsWith("CERTIFICATE-")) {
      return null;
    }
    int end = label.indexOf("-----");
    String name = end < 0 ? "" : label.substring(0, end);
    if (name.endsWith("PRIVATE KEY") || name.equals("EC PARAMETERS")) {
      return PRIVATE_KEY;
    }
    if (name.endsWith("CERTIFICATE REQUEST")) {
      return REQUEST;
    }
    return name.isEmpty() ? null : OTHER_PEM;
  }
}
