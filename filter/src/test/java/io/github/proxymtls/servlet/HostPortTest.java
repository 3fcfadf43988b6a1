package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostPortTest {

  @ParameterizedTest
  @CsvSource({
    "app.example, 443",
    "app.example:, 443",
    "app.example:8443, 8443",
    "app.example:65535, 65535",
    "app.example:65536, 443",
    "app.example:99999999999999, 443",
    "app.example:0, 443",
    "app.example:-1, 443",
    "app.example:1x, 443",
    "[::1], 443",
    "[::1]:8443, 8443"
  })
  void readsThePortOfAHost(String host, int port) {
    assertThat(HostPort.of(host, HostPort.HTTPS)).isEqualTo(port);
  }

  @Test
  void usesDefaultPortWithoutHost() {
    assertThat(HostPort.of(null, 443)).isEqualTo(443);
  }

  @Test
  void putsAnAddressIntoBrackets() {
    assertThat(HostPort.inUri("::1")).isEqualTo("[::1]");
    assertThat(HostPort.inUri("[::1]")).isEqualTo("[::1]");
    assertThat(HostPort.inUri("app.example")).isEqualTo("app.example");
  }
}
