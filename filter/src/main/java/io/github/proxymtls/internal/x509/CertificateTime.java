package io.github.proxymtls.internal.x509;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.bouncycastle.asn1.x509.Time;

/**
 * Reads the dates of certificates (RFC 5280 section 4.1.2.5). Bouncy Castle creates a date format
 * for each, which takes longer than all else that is read of a certificate. Whatever is not a date
 * in the form of RFC 5280 is left to Bouncy Castle, so that both always agree.
 */
final class CertificateTime {

  private static final int DIGITS = "YYYYMMDDHHMMSS".length();

  /** What Bouncy Castle appends to both forms of a time that ends in Z. */
  private static final String ZONE = "GMT+00:00";

  /** From here on the calendars of {@code java.util} and {@code java.time} are the same. */
  private static final int FIRST_YEAR = 1600;

  private CertificateTime() {}

  /**
   * Returns the time.
   *
   * @throws IllegalStateException if it is not a time
   */
  static Instant of(Time time) {
    String text = time.getTime();
    if (hasUsualForm(text)) {
      try {
        return usual(text);
      } catch (DateTimeException notInTheCalendar) {
        return time.getDate().toInstant();
      }
    }
    return time.getDate().toInstant();
  }

  private static boolean hasUsualForm(String text) {
    if (text.length() != DIGITS + ZONE.length() || !text.endsWith(ZONE)) {
      return false;
    }
    for (int i = 0; i < DIGITS; i++) {
      if (!Ascii.isDigit(text.charAt(i))) {
        return false;
      }
    }
    return 100 * two(text, 0) >= FIRST_YEAR;
  }

  private static Instant usual(String text) {
    int year = 100 * two(text, 0) + two(text, 2);
    return LocalDateTime.of(
            year, two(text, 4), two(text, 6), two(text, 8), two(text, 10), two(text, 12))
        .toInstant(ZoneOffset.UTC);
  }

  private static int two(String text, int from) {
    return 10 * (text.charAt(from) - '0') + text.charAt(from + 1) - '0';
  }
}
