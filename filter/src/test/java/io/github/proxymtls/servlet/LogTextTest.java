package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogTextTest {

  @Test
  void escapesWhateverCouldEndALineOrAField() {
    assertThat(LogText.quoted("a\r\nb\"c\\d\u0000\u007f\u2028\u00fc"))
        .isEqualTo("\"a\\u000d\\u000ab\\u0022c\\u005cd\\u0000\\u007f\\u2028\\u00fc\"");
  }

  @Test
  void keepsPrintableAscii() {
    assertThat(LogText.quoted("a b=c~{}%")).isEqualTo("\"a b=c~{}%\"");
  }

  @Test
  void boundsTheLength() {
    assertThat(LogText.quoted("x".repeat(768))).isEqualTo("\"" + "x".repeat(768) + "\"");
    assertThat(LogText.quoted("x".repeat(769))).isEqualTo("\"" + "x".repeat(768) + "...\"");
  }

  @Test
  void nothingIsADash() {
    assertThat(LogText.quoted(null)).isEqualTo("-");
  }
}
