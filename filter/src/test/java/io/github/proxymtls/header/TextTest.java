package io.github.proxymtls.header;

import static org.assertj.core.api.Assertions.assertThat;

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
  void refusesWhatIsNoEscapeOfAnAsciiOctet(String value) {
    assertThat(Text.escaped(value).peek()).isEqualTo(Text.BAD_ESCAPE);
  }

  @Test
  void percentIsLiteralWithoutEscapes() {
    assertThat(Text.literal("%41").take("%41")).isTrue();
  }

  @Test
  void staysWhereItWasIfTheTextIsAnother() {
    Text text = Text.escaped("A%42D");

    assertThat(text.take("ABC")).isFalse();
    assertThat(text.at()).isZero();
    assertThat(text.take("ABD")).isTrue();
    assertThat(text.peek()).isEqualTo(Text.END);
  }
}
