package io.github.proxymtls.internal.header;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {

  @Test
  void readsEscapesOfEitherCase() {
    Text text = Text.escaped("%2B%2b+%0A");

    assertThat(text.take("+++\n")).isTrue();
    assertThat(text.atEnd()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%4", "%4G", "%G4", "%%41", "% 41", "%-1", "%80", "%C3%A9", "%fF"})
  void rejectsPercentEncodingThatIsInvalidOrNotAscii(String value) {
    assertThat(Text.escaped(value).peek()).isEqualTo(Escapes.BAD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\\", "\\x", "\\u", "\\u00", "\\u004", "\\u0G41", "\\u00e9", "\\u0141", "\\ "})
  void rejectsJsonEscapesThatAreInvalidOrNotAscii(String value) {
    assertThat(json(value).peek()).isEqualTo(Escapes.BAD);
  }

  @Test
  void readsJsonEscapes() {
    Text text = json("\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041%41");

    assertThat(text.take("\"\\/\b\f\n\r\tA%41")).isTrue();
    assertThat(text.atEnd()).isTrue();
  }

  @Test
  void readsNothingBehindTheEndOfAPart() {
    byte[] octets = "AB%4".getBytes(StandardCharsets.US_ASCII);
    Text text = Text.escaped("AB%41C", octets, new Slice(1, 4));

    assertThat(text.take("BA")).isFalse();
    assertThat(text.take('B')).isTrue();
    assertThat(text.peek()).isEqualTo(Escapes.BAD);
    assertThat(text.indexOf('C')).isEqualTo(4);
  }

  @Test
  void readsPercentLiterallyWithoutEscapes() {
    assertThat(Text.literal("%41").take("%41")).isTrue();
  }

  private static Text json(String value) {
    byte[] octets = value.getBytes(StandardCharsets.US_ASCII);
    return Text.json(value, octets, new Slice(0, octets.length));
  }

  @Test
  void keepsTheCursorIfTheTextDiffers() {
    Text text = Text.escaped("A%42D");

    assertThat(text.take("ABC")).isFalse();
    assertThat(text.at()).isZero();
    assertThat(text.take("ABD")).isTrue();
    assertThat(text.peek()).isEqualTo(Text.END);
  }
}
