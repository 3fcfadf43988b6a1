package io.github.proxymtls.internal.header;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Describes to the operator which format a rejected value resembles. The hint is a guess for the
 * log: it is computed after the rejection, does not influence it, and contains nothing of the
 * value.
 */
public final class FormatHint {

  /** The first characters of a long DER SEQUENCE, and so of every certificate, in base64. */
  private static final String SEQUENCE_IN_BASE64 = "MI";

  /** The first characters of {@code -----BEGIN} in base64. */
  private static final String PEM_IN_BASE64 = "LS0tLS1CRUdJTi";

  private static final List<String> XFCC_PAIRS =
      List.of("hash=", "cert=\"", "chain=\"", "subject=\"", "by=", "uri=");

  private final HeaderFormat format;

  FormatHint(HeaderFormat format) {
    this.format = format;
  }

  /**
   * Returns the text to add to the detail of a rejection; empty if the value resembles no known
   * format.
   */
  String describe(String value) {
    String absent = presets(other -> other.absent().contains(value));
    if (!absent.isEmpty()) {
      return "; " + absent + " would take it for the absence of a certificate" + configured();
    }
    if (value.contains("{http.request.tls.")) {
      return "; it looks like a placeholder that Caddy did not replace" + configured();
    }
    ValueMistake mistake = ValueMistake.of(value);
    if (mistake != null) {
      return "; " + mistake.what() + ": " + mistake.fix();
    }
    if (value.startsWith("-----BEGIN+")) {
      return "; it looks like form encoding, which writes a plus sign for a blank" + configured();
    }
    Encoding encoding = encodingOf(value);
    if (encoding == null || encoding == format.encoding()) {
      return "";
    }
    String readers = presets(other -> other.encoding() == encoding);
    return "; it looks like "
        + encoding.key()
        + (readers.isEmpty() ? "" : ", the encoding of " + readers)
        + configured();
  }

  /** Returns the encoding that a value resembles; null if it resembles none. */
  public static @Nullable Encoding encodingOf(String value) {
    boolean escapes = value.indexOf('%') >= 0;
    if (value.startsWith("[") || value.startsWith("{")) {
      return Encoding.XFCC_JSON;
    }
    if (value.startsWith(":")) {
      return Encoding.RFC9440;
    }
    if (value.startsWith("-----BEGIN")) {
      return escapes ? Encoding.PERCENT_PEM : Encoding.PEM;
    }
    if (value.startsWith(PEM_IN_BASE64)) {
      return Encoding.BASE64_PEM;
    }
    if (value.startsWith(SEQUENCE_IN_BASE64)) {
      return escapes ? Encoding.PERCENT_BASE64_DER : Encoding.BASE64_DER;
    }
    return isXfcc(value.toLowerCase(Locale.ROOT)) ? Encoding.XFCC : null;
  }

  private static boolean isXfcc(String lowerCase) {
    return XFCC_PAIRS.stream().anyMatch(lowerCase::contains);
  }

  private static String presets(Predicate<HeaderFormat> wanted) {
    return Preset.all().stream()
        .map(Preset::format)
        .filter(wanted)
        .map(HeaderFormat::name)
        .collect(Collectors.joining(", "));
  }

  private String configured() {
    return "; the format is " + format.name() + " with " + format.encoding().key();
  }
}
