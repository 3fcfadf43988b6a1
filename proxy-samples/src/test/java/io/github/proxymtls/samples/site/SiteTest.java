package io.github.proxymtls.samples.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.proxy.Proxy;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.server.Container;
import io.github.proxymtls.samples.site.Reply.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("slow")
class SiteTest {

  static Stream<Arguments> proofs() {
    return Stream.of(Container.values())
        .flatMap(
            container ->
                Stream.of(
                    Arguments.of(container, Authentication.BASIC, "basic"),
                    Arguments.of(container, Authentication.MTLS, "mtls"),
                    Arguments.of(container, Authentication.BASIC_AND_MTLS, "basic,mtls"),
                    Arguments.of(container, Authentication.ADDRESS, "address"),
                    Arguments.of(container, Authentication.ALL, "basic,mtls,address")));
  }

  @AllowedLog("a proxy is authenticated by its address alone")
  @ParameterizedTest
  @MethodSource("proofs")
  void applicationSeesTheClientBehindAnAuthenticatedProxy(
      Container container, Authentication authentication, String methods) throws Exception {
    SiteSettings settings =
        SiteSettings.of(ProxyKind.EMBEDDED).on(container).authenticatedBy(authentication);
    try (Site site = Site.start(settings)) {
      Map<String, Object> seen =
          whoami(
              site.send(
                  Listener.VERIFIED, site.certificates().ledger(), RawRequest.get("/whoami")));
      assertThat(seen).containsEntry("authenticated", true).containsEntry("source", "header");
      Map<String, Object> proxy = JSONObjectUtils.getJSONObject(seen, "proxy");
      assertThat(proxy).containsEntry("methods", Arrays.asList(methods.split(",", -1)));
      Map<String, Object> certificate = JSONObjectUtils.getJSONObject(seen, "certificate");
      assertThat(certificate)
          .containsEntry("subject", SiteCertificates.LEDGER.replace(", ", ","))
          .containsEntry("x5t#S256", site.certificates().ledger().thumbprint())
          .containsEntry(
              "serial", site.certificates().ledger().certificate().getSerialNumber().toString(16));
      assertThat(seen.get("chain"))
          .isEqualTo(
              List.of(
                  site.certificates().ledger().thumbprint(),
                  site.certificates().clientIssuing().held().thumbprint()));
    }
  }

  @Test
  @ExpectedLog("reason=proxy-credential-missing")
  void startingAnotherProxyKeepsTheProxyOfTheSite() throws Exception {
    try (Site site = Site.start(SiteSettings.of(ProxyKind.EMBEDDED))) {
      Proxy other = site.startProxy(null, site.certificates().proxy());
      assertThat(site.proxy()).isNotSameAs(other);
      Reply reply =
          site.send(
              other.port(Listener.VERIFIED),
              site.certificates().ledger(),
              RawRequest.get("/whoami"));
      assertThat(((Answer) reply).status()).isEqualTo(403);
    }
  }

  @Test
  void leavesNothingBehind() throws Exception {
    Path file;
    try (Site site = Site.start(SiteSettings.of(ProxyKind.EMBEDDED).on(Container.TOMCAT))) {
      file = site.file("application/users");
      assertThat(file).exists();
    }
    assertThat(file).doesNotExist();
    assertThat(Files.exists(file.getParent().getParent())).isFalse();
  }

  @Test
  void settingsChangeThePropertiesOfTheSample() {
    String properties =
        SiteSettings.of(ProxyKind.NGINX)
            .with("proxymtls.client.certificate", "optional")
            .without("proxymtls.binding.protected-resources")
            .properties();
    assertThat(properties)
        .contains("\nproxymtls.client.certificate=optional\n")
        .doesNotContain("proxymtls.client.certificate=required")
        .doesNotContain("\nproxymtls.binding.protected-resources");
  }

  private static Map<String, Object> whoami(Reply reply) throws Exception {
    assertThat(reply).isInstanceOf(Answer.class);
    Answer answer = (Answer) reply;
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return JSONObjectUtils.parse(answer.body());
  }
}
