package io.github.proxymtls.logpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.testing.Pki;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

  private static final Pki.Authority ROOT = Pki.create().root("Example Root");

  @Test
  void findsACertificateInEachForm() {
    String pem = ROOT.pem();
    assertThat(Secrets.in("detail=" + pem)).isTrue();
    assertThat(Secrets.in(pem.substring(0, 32))).isTrue();
    assertThat(Secrets.in(URLEncoder.encode(pem, StandardCharsets.US_ASCII))).isTrue();
    assertThat(Secrets.in(":" + Base64.getEncoder().encodeToString(ROOT.held().der()) + ":"))
        .isTrue();
    assertThat(Secrets.in(Base64.getUrlEncoder().encodeToString(ROOT.held().der()))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3cret", "x-s3cret-of-the-proxy", "a:s3cret", "ab:s3cret", "abc:s3cret"})
  void findsASecretOfTheFixturesInBase64AsWell(String secret) {
    assertThat(Secrets.in("password " + secret)).isTrue();
    String encoded = Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
    assertThat(Secrets.in("Basic " + encoded)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$2y$04$0123456789abcdefghijkl",
        "token eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJzdmMifQ.c2lnbmF0dXJl"
      })
  void findsAHashAndASignedToken(String text) {
    assertThat(Secrets.in(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "line 1 is not -----BEGIN CERTIFICATE-----",
        "/tmp/junit-1234567890123456789/clients.pem",
        "x5t#S256 dEYsUhrS4Y6aDzWZ9lSyJKnXOhl1IQVEdyDVVJdTLCE"
      })
  void passesWhatIsNone(String text) {
    assertThat(Secrets.in(text)).isFalse();
  }
}
