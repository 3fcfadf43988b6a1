package io.github.proxymtls.internal.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedHostsTest {

  private final AllowedHosts hosts =
      new AllowedHosts(List.of("Keys.example", "other.example:8080", "[2001:db8::1]"));

  private boolean permits(String url) {
    return hosts.permit(URI.create(url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://keys.example/x",
        "https://KEYS.example/x",
        "http://keys.example:80/",
        "https://keys.example:443/",
        "http://keys.example:443/",
        "https://keys.example:/",
        "https://[2001:db8::1]/"
      })
  void permitsAHostWithoutAPortAtPorts80And443(String url) {
    assertThat(permits(url)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://keys.example:8080/",
        "http://keys.example:0/",
        "https://keys.example:22/",
        "https://[2001:db8::1]:8443/"
      })
  void rejectsOtherPortsOfAHostWithoutAPort(String url) {
    assertThat(permits(url)).isFalse();
  }

  @Test
  void permitsAHostWithAPortOnlyAtThatPort() {
    assertThat(permits("http://other.example:8080/")).isTrue();
    assertThat(permits("https://OTHER.example:8080/")).isTrue();
    assertThat(permits("http://other.example/")).isFalse();
    assertThat(permits("https://other.example:443/")).isFalse();
    assertThat(permits("https://other.example:8081/")).isFalse();
    assertThat(permits("https://keys.example:8080/")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a.example:1", "a.example:65535", "192.0.2.1:8080", "[::1]:80"})
  void acceptsEntriesWithAndWithoutAPort(String text) {
    assertThat(AllowedHosts.isEntry(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":80",
        "a.example:",
        "a.example:0",
        "a.example:080",
        "a.example:+80",
        "a.example:65536",
        "a.example:99999999999",
        "a.example:80:80",
        "a.example:http",
        "a.example:80/x",
        "*.example:80",
        "u@a.example:80",
        "http://a.example:80",
        "::1:80"
      })
  void rejectsInvalidEntries(String text) {
    assertThat(AllowedHosts.isEntry(text)).isFalse();
  }
}
