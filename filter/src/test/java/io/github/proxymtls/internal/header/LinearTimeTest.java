package io.github.proxymtls.internal.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.proxymtls.internal.header.Extraction.Part;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values of millions of characters: what takes time in proportion to their square never ends. */
class LinearTimeTest {

  private static final HeaderLimits LIMITS =
      new HeaderLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, 12_288, 10);
  private static final int LENGTH = 4_000_000;

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          XFCC,        'Subject="',       \\,            '"'
          XFCC,        'Subject="',       '\"',          '"'
          XFCC,        'URI=',            '""',          x
          XFCC_JSON,   '[{"subject":"',   \\,            '"}]'
          XFCC_JSON,   '[{"by":[',        '"",',         '""]}]'
          XFCC_JSON,   '[{"subject":"',   \\u0000,      '"}]'
          RFC9440,     '::',              ';a=::',       ' '
          RFC9440,     '::',              ';a=:AA==:',   ' '
          PERCENT_PEM, -----BEGIN%20CERTIFICATE-----, %0A, -----END%20CERTIFICATE-----
          PEM,         -----BEGIN CERTIFICATE-----,   ' A', -----END CERTIFICATE-----
          """)
  void readsLongValuesInLinearTime(Encoding encoding, String head, String repeated, String tail) {
    String value = head + repeated.repeat(LENGTH / repeated.length()) + tail;
    Extraction out = Extraction.one("X-Client-Cert", Part.CERTIFICATE, LIMITS);
    assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> new ValueReader(encoding).readCertificate(value, out));
    assertThat(out.certificates()).allSatisfy(der -> assertThat(der).isEmpty());
  }
}
