package io.github.proxymtls.samples.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PercentEncodingTest {

  @Test
  void keepsUnreservedCharactersOfRfc3986() {
    String unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    assertThat(PercentEncoding.encode(unreserved)).isEqualTo(unreserved);
  }

  @Test
  void escapesTheRestOctetByOctetInUpperCaseHex() {
    assertThat(PercentEncoding.encode("a+b/c= \n\u00fc%")).isEqualTo("a%2Bb%2Fc%3D%20%0A%C3%BC%25");
  }
}
