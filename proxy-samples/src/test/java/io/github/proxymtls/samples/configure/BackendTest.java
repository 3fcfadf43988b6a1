package io.github.proxymtls.samples.configure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackendTest {

  @ParameterizedTest
  @CsvSource({
    "https://app.internal:8443, true, app.internal, 8443, app.internal",
    "https://App.internal/, true, app.internal, 443, app.internal",
    "https://127.0.0.1:8443, true, 127.0.0.1, 8443, localhost",
    "https://[::1]:8443, true, ::1, 8443, localhost",
    "http://localhost, false, localhost, 80, localhost",
    "http://127.0.0.1:8080, false, 127.0.0.1, 8080, localhost"
  })
  void readsSchemeHostPortAndName(String url, boolean tls, String host, int port, String name) {
    assertThat(Backend.parse(url, null)).isEqualTo(new Backend(tls, host, port, name));
  }

  @Test
  void usesTheGivenName() {
    assertThat(Backend.parse("https://10.0.0.7", "App.internal").name()).isEqualTo("app.internal");
  }

  @Test
  void requiresANameForARemoteAddress() {
    assertThatThrownBy(() -> Backend.parse("https://10.0.0.7:8443", null))
        .hasMessageContaining("--backend-name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://10.0.0.7:8080",
        "http://app.internal",
        "http://127.evil.example",
        "ftp://127.0.0.1",
        "app.internal:8443",
        "https://",
        "https://user@app.internal",
        "https://app.internal/path",
        "https://app.internal?x",
        "https://app.internal#x",
        "https://app_internal;deny",
        "https://app internal",
        "https://app.internal:x",
        "https://app.internal:0",
        "https://app.internal:65536"
      })
  void rejectsAnUnusableBackendUrl(String url) {
    assertThatThrownBy(() -> Backend.parse(url, "app.internal"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10.0.0.7", "a;b", "a\"b", "a b", "-a", "a..b", "::1"})
  void rejectsAMalformedName(String name) {
    assertThatThrownBy(() -> Backend.parse("https://10.0.0.7", name))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
