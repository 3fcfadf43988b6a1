package io.github.proxymtls.internal.x509;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.Locale;
import org.bouncycastle.asn1.x509.Time;
import org.jspecify.annotations.Nullable;

/**
 * Reads the dates of certificates (RFC 5280 section 4.1.2.5). Bouncy Castle creates a date format
 * for each, which takes longer than all else that is read of a certificate. Whatever is not a date
 * in the form of RFC 5280 is left to Bouncy Castle, so that both always agree.
 */
final class CertificateTime {

  /** The text that Bouncy Castle makes of both forms of a time that ends in Z. */
  private static final DateTimeFormatter USUAL =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss'GMT+00:00'", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  /** From here on the calendars of {@code java.util} and {@code java.time} are the same. */
  private static final int FIRST_YEAR = 1600;

  private CertificateTime() {}

  /**
   * Returns the time.
   *
   * @throws IllegalStateException if it is not a time
   */
  static Instant of(Time time) {
    Instant usual = usual(time.getTime());
    return usual == null ? time.getDate().toInstant() : usual;
  }

  private static @Nullable Instant usual(String text) {
    try {
      LocalDateTime time = LocalDateTime.parse(text, USUAL);
      return time.getYear() < FIRST_YEAR ? null : time.toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException unusual) {
      return null;
    }
  }
}
