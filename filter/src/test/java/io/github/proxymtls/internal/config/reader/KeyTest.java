package io.github.proxymtls.internal.config.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.internal.config.Configuration.Source;
import io.github.proxymtls.internal.config.RevocationSettings.Method;
import org.junit.jupiter.api.Test;

class KeyTest {

  @Test
  void takesTheWordsOfAChoiceFromTheConstants() {
    Key key = Key.choice("example", Source.class).orElse(Source.HEADER_OR_TLS);

    assertThat(key.words()).containsExactly("header", "tls", "header-or-tls");
    assertThat(key.byDefault()).isEqualTo("header-or-tls");
  }

  @Test
  void findsAConstantByItsExactWord() {
    assertThat(Key.constant(Source.class, "header-or-tls")).contains(Source.HEADER_OR_TLS);
    assertThat(Key.constant(Source.class, "HEADER_OR_TLS")).isEmpty();
    assertThat(Key.constant(Source.class, "header_or_tls")).isEmpty();
    assertThat(Key.constant(Method.class, "off")).isEmpty();
  }
}
