package io.github.proxymtls.internal.binding;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.testing.Pki;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the check of a known client with a known certificate allocates. */
class BindingCostTest {

  private static final int LIMIT = 200;
  private static final int TIMES = 2_000;

  private static final Pki PKI = Pki.create();
  private static final Pki.Authority ROOT = PKI.root("Example Root");
  private static final Pki.Held CLIENT =
      ROOT.client("svc")
          .subject("CN=svc,OU=Payments,O=Example Bank,L=Bern,C=CH")
          .dns("a.example")
          .dns("svc.example")
          .uri("spiffe://example/svc")
          .email("svc@example.org")
          .ip("10.0.0.1")
          .issue();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"tls_client_auth_subject_dn\": \"CN=svc,OU=Payments,O=Example Bank,L=Bern,C=CH\"",
        "\"tls_client_auth_san_dns\": \"SVC.example\"",
        "\"tls_client_auth_san_uri\": \"spiffe://example/svc\"",
        "\"tls_client_auth_san_email\": \"svc@EXAMPLE.org\"",
        "\"tls_client_auth_san_ip\": \"10.0.0.1\""
      })
  void knownNameAllocatesLessThan200Octets(String name) {
    assertThat(
            cost(
                """
                [{"client_id": "svc", "token_endpoint_auth_method": "tls_client_auth", %s,
                  "proxymtls_anchors_sha256": ["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "%s"],
                  "proxymtls_certificate_sha256": "%s"}]
                """
                    .formatted(name, ROOT.held().thumbprint(), CLIENT.thumbprint())))
        .isLessThan(LIMIT);
  }

  @Test
  void knownCertificateAllocatesLessThan200OctetsHoweverManyAreRegistered() {
    String others = "{\"x5t#S256\": \"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}, ".repeat(20);
    assertThat(
            cost(
                """
                [{"client_id": "svc", "token_endpoint_auth_method": "self_signed_tls_client_auth",
                  "jwks": {"keys": [%s{"x5t#S256": "%s"}]}}]
                """
                    .formatted(others, CLIENT.thumbprint())))
        .isLessThan(LIMIT);
  }

  @Test
  void cachedClientNeedsNoLookUp() {
    String registration =
        """
        {"client_id": "svc", "token_endpoint_auth_method": "tls_client_auth",
         "tls_client_auth_san_dns": "svc.example"}
        """;
    BindingSources registry = new BindingSources(null, id -> registration, null);
    assertThat(cost(Rules.strict().load(registry, null))).isLessThan(LIMIT);
  }

  private long cost(String clients) {
    return cost(Rules.strict().clients(folder, clients).load());
  }

  private long cost(ClientBinding binding) {
    Facts request = Facts.post("").form(FormParser.parse("client_id=svc&x=1".getBytes(UTF_8)));
    ClientBinding.Presented presented = new Presenter(folder, ROOT).byHeader(CLIENT);
    return Allocation.least(
        TIMES,
        () -> binding.decide(EndpointKind.CLIENT_AUTHENTICATION, request, presented, null, true));
  }
}
