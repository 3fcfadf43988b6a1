package io.github.proxymtls.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EscapedTextTest {

  @Test
  void escapesWhateverCouldEndALineOrAField() {
    assertThat(EscapedText.inLog("a\r\nb\"c\\d\u0000\u007f\u2028\u00fc"))
        .isEqualTo("\"a\\u000d\\u000ab\\u0022c\\u005cd\\u0000\\u007f\\u2028\\u00fc\"");
  }

  @Test
  void keepsPrintableAscii() {
    assertThat(EscapedText.inLog("a b=c~{}%")).isEqualTo("\"a b=c~{}%\"");
  }

  @Test
  void boundsTheLength() {
    assertThat(EscapedText.inLog("x".repeat(768))).isEqualTo("\"" + "x".repeat(768) + "\"");
    assertThat(EscapedText.inLog("x".repeat(769))).isEqualTo("\"" + "x".repeat(768) + "...\"");
  }

  @Test
  void nothingIsADash() {
    assertThat(EscapedText.inLog(null)).isEqualTo("-");
  }

  @Test
  void outputOfAToolIsPrintableAscii() {
    assertThat(EscapedText.ascii("a\n\u001b[2J\u202e\u05d0\ud83d\"~"))
        .isEqualTo("a\\u000a\\u001b[2J\\u202e\\u05d0\\ud83d\"~");
  }
}
