package io.github.proxymtls.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.Facts;
import io.github.proxymtls.Reason;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The order of the checks where a client authenticates. */
class PipelineOrderTest extends PipelineFixture {

  private static final String HEADER = "ssl-client-cert";

  private Pipeline pipeline;

  @BeforeEach
  void start() throws IOException {
    pipeline =
        pipeline(
            Map.of(
                "binding.client-authentication",
                "/token",
                "binding.clients",
                file("clients.json", "[]")));
  }

  @Test
  void checksTheProxyBeforeTheMethod() {
    Facts request = new Facts().and(HEADER, "x").method("GET");

    assertThat(reason(request)).isEqualTo(Reason.PROXY_CREDENTIAL_MISSING);
  }

  @Test
  void checksDuplicatesAndTwinsBeforeTheMethodAndEarlyData() {
    Facts twice = proxy().twice(HEADER, "x");
    Facts twin = proxy().and("ssl_client_cert", "x");

    assertThat(reason(twice.method("GET"))).isEqualTo(Reason.HEADER_DUPLICATE);
    assertThat(reason(twice.and("Early-Data", "1"))).isEqualTo(Reason.HEADER_DUPLICATE);
    assertThat(reason(twin.method("GET"))).isEqualTo(Reason.HEADER_TWIN);
  }

  @Test
  void checksTheMethodAndEarlyDataBeforeTheValueIsDecoded() {
    Facts malformed = proxy().and(HEADER, "MIIB").and("ssl-client-verify", "SUCCESS");

    assertThat(reason(malformed)).isEqualTo(Reason.CERTIFICATE_MALFORMED);
    assertThat(reason(malformed.method("GET"))).isEqualTo(Reason.METHOD_NOT_ALLOWED);
    assertThat(reason(malformed.and("Early-Data", "1"))).isEqualTo(Reason.EARLY_DATA);
  }

  @Test
  void namesTheProxyInARejectionOfTheMethod() {
    Decision decision = pipeline.decide(EndpointKind.CLIENT_AUTHENTICATION, proxy().method("GET"));

    assertThat(decision.proxy()).isNotNull();
  }

  private Reason reason(Facts request) {
    Decision decision = pipeline.decide(EndpointKind.CLIENT_AUTHENTICATION, request);
    assertThat(decision).isInstanceOf(Decision.Rejected.class);
    return ((Decision.Rejected) decision).reason();
  }
}
