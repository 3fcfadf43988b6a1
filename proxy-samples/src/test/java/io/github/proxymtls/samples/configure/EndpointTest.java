package io.github.proxymtls.samples.configure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0:443", "127.0.0.1:1", "[::]:65535", "[2001:db8::1]:443"})
  void readsWhatItPrints(String text) {
    assertThat(Endpoint.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "443",
        ":443",
        "::1:443",
        "0.0.0.0",
        "0.0.0.0:",
        "0.0.0.0:0",
        "0.0.0.0:65536",
        "host:443",
        "0.0.0.0:4 43",
        "0.0.0.0;x:443",
        "[::1]",
        "[]:443",
        "999.0.0.1:443",
        "01.0.0.1:443",
        "[1:2]:443",
        "[:::]:443"
      })
  void rejectsAnAddressWithoutAPort(String text) {
    assertThatThrownBy(() -> Endpoint.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
