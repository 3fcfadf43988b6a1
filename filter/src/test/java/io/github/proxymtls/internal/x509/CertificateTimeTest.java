package io.github.proxymtls.internal.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Random;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.bouncycastle.asn1.x509.Time;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateTimeTest {

  @ParameterizedTest
  @CsvSource({
    "500101000000Z, 1950-01-01T00:00:00Z",
    "991231235959Z, 1999-12-31T23:59:59Z",
    "000229120000Z, 2000-02-29T12:00:00Z",
    "491231235959Z, 2049-12-31T23:59:59Z",
  })
  void readsShortYears(String text, Instant expected) {
    assertThat(CertificateTime.of(utc(text))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "16000301000000Z, 1600-03-01T00:00:00Z",
    "20500101000000Z, 2050-01-01T00:00:00Z",
    "99991231235959Z, 9999-12-31T23:59:59Z",
  })
  void readsLongYears(String text, Instant expected) {
    assertThat(CertificateTime.of(generalized(text))).isEqualTo(expected);
  }

  /** The validity period must be the one that Bouncy Castle validates. */
  @ParameterizedTest
  @ValueSource(
      strings = {"260230000000Z", "261301000000Z", "260101246000Z", "260101000060Z", "2601010000Z"})
  void agreesWithBouncyCastleOnUnusualShortYears(String text) {
    assertAgreement(utc(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "15821010000000Z",
        "15000229000000Z",
        "00000101000000Z",
        "20260101000000.5Z",
        "20260230000000Z",
        "20260101000000+0100",
      })
  void agreesWithBouncyCastleOnUnusualLongYears(String text) {
    assertAgreement(generalized(text));
  }

  @Test
  void agreesWithBouncyCastleOnAnyDigits() {
    Random random = new Random(5280);
    for (int i = 0; i < 2000; i++) {
      assertAgreement(utc(digits(random, "YYMMDDHHMMSS") + "Z"));
      assertAgreement(generalized(digits(random, "YYYYMMDDHHMMSS") + "Z"));
      assertAgreement(utc("2601" + random.nextInt(10, 30) + digits(random, "HHMMSS") + "Z"));
    }
  }

  private static String digits(Random random, String form) {
    StringBuilder digits = new StringBuilder();
    random.ints(form.length(), 0, 10).forEach(digits::append);
    return digits.toString();
  }

  private static void assertAgreement(Time time) {
    Instant expected;
    try {
      expected = time.getDate().toInstant();
    } catch (IllegalStateException e) {
      assertThatThrownBy(() -> CertificateTime.of(time)).isInstanceOf(IllegalStateException.class);
      return;
    }
    assertThat(CertificateTime.of(time)).as(time.getTime()).isEqualTo(expected);
  }

  private static Time utc(String text) {
    return new Time(new ASN1UTCTime(text));
  }

  private static Time generalized(String text) {
    return new Time(new ASN1GeneralizedTime(text));
  }
}
