package io.github.proxymtls.internal.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class FetcherTest {

  @Test
  void urlInLogHasNoQuery() {
    assertThat(Fetcher.shown(URI.create("https://crl.example/a.crl?key=secret&b")))
        .isEqualTo("https://crl.example/a.crl?...");
    assertThat(Fetcher.shown(URI.create("https://crl.example/a.crl")))
        .isEqualTo("https://crl.example/a.crl");
  }
}
