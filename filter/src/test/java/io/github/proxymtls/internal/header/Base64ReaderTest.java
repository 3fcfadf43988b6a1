package io.github.proxymtls.internal.header;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.header.Base64Reader.Run;
import io.github.proxymtls.internal.header.Extraction.Part;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Base64ReaderTest {

  private static final HeaderLimits LIMITS = new HeaderLimits(100, 100, 100, 10);

  @Test
  void acceptsExactlyTheEncodingsThatJavaWrites() {
    Random random = new Random(1);
    String alphabet = "AQgw+/-_= %\nzZ09";

    for (int i = 0; i < 60_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(10); length > 0; length--) {
        int kinds = random.nextInt(3) == 0 ? alphabet.length() : 6;
        text.append(alphabet.charAt(random.nextInt(kinds)));
      }
      byte[] decoded = read(Text.literal(text.toString()), 100);
      assertThat(decoded != null).as(text.toString()).isEqualTo(isCanonical(text.toString()));
      if (decoded != null) {
        assertThat(Base64.getEncoder().encodeToString(decoded)).isEqualTo(text.toString());
      }
    }
  }

  @Test
  void decodesTheSameWithEscapesAndWhitespace() {
    Random random = new Random(2);
    for (int i = 0; i < 5_000; i++) {
      byte[] octets = new byte[random.nextInt(60)];
      random.nextBytes(octets);
      StringBuilder text = new StringBuilder();
      for (char c : Base64.getEncoder().encodeToString(octets).toCharArray()) {
        text.append(random.nextInt(8) == 0 ? "%0A" : "");
        text.append(random.nextBoolean() ? c : String.format("%%%02x", (int) c));
      }

      Extraction out = Extraction.one("x", Part.CERTIFICATE, LIMITS);
      Text input = Text.escaped(text.toString());
      assertThat(Base64Reader.read(input, Run.BARE, 100, out)).isEqualTo(octets);
      assertThat(input.atEnd()).isTrue();
    }
  }

  /** The JDK's decoder and the scanner must accept the same grammar. */
  @Tag("slow")
  @Test
  void readsTheSameAsTheScanner() {
    Random random = new Random(3);
    String[] pieces = {
      "QUJD", "A", "+/", "=", "==", " ", "%0A", "%2B", "%", "%4", "\n", ",", "-", ":"
    };
    int accepted = 0;

    for (int i = 0; i < 60_000; i++) {
      StringBuilder value = new StringBuilder();
      for (int count = random.nextInt(8); count > 0; count--) {
        value.append(pieces[random.nextInt(random.nextBoolean() ? 4 : pieces.length)]);
      }
      for (Run run : Run.values()) {
        for (int limit : new int[] {5, 100}) {
          accepted += sameAsScanner(Text::literal, value.toString(), run, limit);
          accepted += sameAsScanner(Text::escaped, value.toString(), run, limit);
        }
      }
    }
    assertThat(accepted).isGreaterThan(10_000);
  }

  private static int sameAsScanner(
      Function<String, Text> grammar, String value, Run run, int limit) {
    Extraction byReader = Extraction.one("x", Part.CERTIFICATE, LIMITS);
    Extraction byScanner = Extraction.one("x", Part.CERTIFICATE, LIMITS);
    Text text = grammar.apply(value);
    Text scanned = grammar.apply(value);

    byte[] octets = Base64Reader.read(text, run, limit, byReader);

    assertThat(octets)
        .as(value)
        .isEqualTo(Base64Scanner.read(scanned, limit, run != Run.BYTE_SEQUENCE, byScanner));
    assertThat(text.at()).as(value).isEqualTo(scanned.at());
    assertThat(byReader.refusal()).as(value).isEqualTo(byScanner.refusal());
    return octets == null ? 0 : 1;
  }

  @ParameterizedTest
  @CsvSource({
    "AAAA, 3, 2",
    "AAAAAA==, 4, 3",
    "AAAAAAA=, 5, 4",
    "AAAAAAAA, 6, 5",
  })
  void stopsAtTheLimit(String text, int limit, int tooLow) {
    assertThat(read(Text.literal(text), limit)).hasSize(limit);

    Extraction out = Extraction.one("x", Part.CERTIFICATE, LIMITS);
    assertThat(Base64Reader.read(Text.literal(text), Run.BYTE_SEQUENCE, tooLow, out)).isNull();
    assertThat(out.refusal().reason()).isEqualTo(Reason.CERTIFICATE_TOO_LARGE);
  }

  @Test
  void reportsTheOffset() {
    Extraction out = Extraction.one("Client-Cert", Part.CERTIFICATE, LIMITS);

    Base64Reader.read(Text.literal("AAAAA!AA"), Run.BYTE_SEQUENCE, 100, out);

    assertThat(out.refusal().detail()).isEqualTo("Client-Cert: broken base64 at offset 5");
  }

  private static byte @Nullable [] read(Text text, int limit) {
    Extraction out = Extraction.one("x", Part.CERTIFICATE, LIMITS);
    byte[] octets = Base64Reader.read(text, Run.BYTE_SEQUENCE, limit, out);
    return text.atEnd() ? octets : null;
  }

  private static boolean isCanonical(String text) {
    try {
      byte[] octets = Base64.getDecoder().decode(text.getBytes(StandardCharsets.ISO_8859_1));
      return Base64.getEncoder().encodeToString(octets).equals(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
