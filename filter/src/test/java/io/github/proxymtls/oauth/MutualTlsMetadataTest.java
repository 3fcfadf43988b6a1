package io.github.proxymtls.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.github.proxymtls.oauth.MutualTlsMetadata.Method;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MutualTlsMetadataTest {

  /** The example of RFC 8705 section 5. */
  @Test
  void addsTheMembersOfTheRfcExample() {
    Map<String, Object> document =
        MutualTlsMetadata.none()
            .method("token_endpoint", Method.TLS_CLIENT_AUTH)
            .boundAccessTokens()
            .alias("token_endpoint", URI.create("https://mtls.example.com/token"))
            .alias("revocation_endpoint", URI.create("https://mtls.example.com/revo"))
            .alias("introspection_endpoint", URI.create("https://mtls.example.com/introspect"))
            .addedTo(
                Map.of(
                    "issuer",
                    "https://server.example.com",
                    "token_endpoint",
                    "https://server.example.com/token",
                    "token_endpoint_auth_methods_supported",
                    List.of("client_secret_basic")));

    assertThat(document)
        .containsOnly(
            entry("issuer", "https://server.example.com"),
            entry("token_endpoint", "https://server.example.com/token"),
            entry(
                "token_endpoint_auth_methods_supported",
                List.of("client_secret_basic", "tls_client_auth")),
            entry("tls_client_certificate_bound_access_tokens", true),
            entry(
                "mtls_endpoint_aliases",
                Map.of(
                    "token_endpoint", "https://mtls.example.com/token",
                    "revocation_endpoint", "https://mtls.example.com/revo",
                    "introspection_endpoint", "https://mtls.example.com/introspect")));
  }

  @Test
  void addsOnlyTheGivenMembers() {
    assertThat(MutualTlsMetadata.none().addedTo(Map.of("issuer", "x")))
        .isEqualTo(Map.of("issuer", "x"));
  }

  @Test
  void keepsExistingMethodsAndAliases() {
    Map<String, Object> document =
        MutualTlsMetadata.none()
            .method("token_endpoint", Method.TLS_CLIENT_AUTH)
            .method("token_endpoint", Method.SELF_SIGNED_TLS_CLIENT_AUTH)
            .method("token_endpoint", Method.TLS_CLIENT_AUTH)
            .method("introspection_endpoint", Method.TLS_CLIENT_AUTH)
            .alias("token_endpoint", URI.create("https://b.example"))
            .addedTo(
                Map.of(
                    "token_endpoint_auth_methods_supported",
                    List.of("self_signed_tls_client_auth", "private_key_jwt"),
                    "mtls_endpoint_aliases",
                    Map.of("userinfo_endpoint", "https://a.example")));

    assertThat(document)
        .containsOnly(
            entry(
                "token_endpoint_auth_methods_supported",
                List.of("self_signed_tls_client_auth", "private_key_jwt", "tls_client_auth")),
            entry("introspection_endpoint_auth_methods_supported", List.of("tls_client_auth")),
            entry(
                "mtls_endpoint_aliases",
                Map.of(
                    "userinfo_endpoint", "https://a.example",
                    "token_endpoint", "https://b.example")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "token", "authorization_endpoint", "userinfo_endpoint"})
  void rejectsMethodsForAnEndpointWithoutARegisteredList(String endpoint) {
    MutualTlsMetadata none = MutualTlsMetadata.none();
    assertThatThrownBy(() -> none.method(endpoint, Method.TLS_CLIENT_AUTH))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://as.example/token",
        "https:///token",
        "https://user@as.example/token",
        "https://as.example/token#x",
        "/token"
      })
  void rejectsAnAliasThatIsNotAnEndpoint(String url) {
    MutualTlsMetadata none = MutualTlsMetadata.none();
    assertThatThrownBy(() -> none.alias("token_endpoint", URI.create(url)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> none.alias("_endpoint", URI.create("https://as.example")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> none.alias("jwks_uri", URI.create("https://as.example")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rejectsADocumentWhoseMemberIsNotAListOrObject() {
    MutualTlsMetadata said =
        MutualTlsMetadata.none()
            .method("token_endpoint", Method.TLS_CLIENT_AUTH)
            .alias("token_endpoint", URI.create("https://as.example"));
    assertThatThrownBy(() -> said.addedTo(Map.of("token_endpoint_auth_methods_supported", "none")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> said.addedTo(Map.of("mtls_endpoint_aliases", List.of())))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
