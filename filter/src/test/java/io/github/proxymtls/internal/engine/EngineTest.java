package io.github.proxymtls.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.Decision;
import io.github.proxymtls.Facts;
import io.github.proxymtls.Problem;
import io.github.proxymtls.Reason;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.config.FileContents;
import io.github.proxymtls.internal.config.FileKind;
import io.github.proxymtls.internal.config.Resource;
import io.github.proxymtls.internal.decision.NoClient;
import io.github.proxymtls.internal.header.Encoding;
import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.internal.header.Preset;
import io.github.proxymtls.internal.log.OperatorLog;
import io.github.proxymtls.internal.reload.FileReaders;
import io.github.proxymtls.internal.reload.Notices;
import io.github.proxymtls.internal.reload.Reloader;
import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.micrometer.ProxyMtlsMeters;
import io.github.proxymtls.testing.MovingClock;
import io.github.proxymtls.testing.Pki;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way of a request, from the configuration's text to the decision. */
class EngineTest {

  // htpasswd -nbBC 4 edge-1 secret
  private static final String HASH = "$2y$04$4tY/9D4E1d54sAmxPAi87eVhwC9395ZSHhx3R72ALJfPwviLa.O0W";

  private static final Pki PKI = Pki.create();
  private static final Pki.Authority ROOT = PKI.root("Example Root");
  private static final Pki.Authority ISSUER = ROOT.intermediate("Example Issuing CA");
  private static final Pki.Held CLIENT = ISSUER.client("svc").issue();

  @TempDir Path folder;

  @Test
  void acceptsCertificateFromAuthenticatedProxy() throws IOException {
    try (Engine engine = engine(Map.of())) {
      Decision decision = decide(engine, proxy().with(CLIENT));

      assertThat(decision).isInstanceOf(Decision.Accepted.class);
      ClientIdentity client = ((Decision.Accepted) decision).client();
      assertThat(client.thumbprint()).isEqualTo(CLIENT.thumbprint());
      assertThat(client.chain()).hasSize(3).last().isEqualTo(ROOT.certificate());
      assertThat(client.proxy().name()).isEqualTo("edge-1");
    }
  }

  @Test
  void treatsVerdictWithoutCertificateAsNoCertificate() throws IOException {
    try (Engine engine = engine(Map.of())) {
      assertThat(reason(engine, proxy().and("ssl-client-verify", "SUCCESS")))
          .isEqualTo(Reason.CERTIFICATE_NOT_FORWARDED);
    }
  }

  @Test
  void rejectsCertificateWithoutVerdict() throws IOException {
    try (Engine engine = engine(Map.of())) {
      assertThat(reason(engine, proxy().with(CLIENT).without("ssl-client-verify")))
          .isEqualTo(Reason.VERDICT_MISSING);
    }
  }

  @Test
  void requiresVerdictOfFormatUnderEitherValidation() throws IOException {
    List<HeaderFormat> formats =
        Preset.all().stream().map(Preset::format).filter(f -> f.verify() != null).toList();
    assertThat(formats).hasSizeGreaterThan(5);
    for (HeaderFormat format : formats) {
      for (String validation : List.of("pkix", "proxy")) {
        Map<String, String> keys = Map.of("format", format.name(), "client.validation", validation);
        try (Engine engine = engine(keys)) {
          Facts certificate = proxy().and(format.certificate(), value(format.encoding()));
          String success = format.verifySuccess().iterator().next();

          assertThat(decide(engine, certificate.and(format.verify(), success)))
              .as(format.name())
              .isInstanceOf(Decision.Accepted.class);
          assertThat(reason(engine, certificate)).isEqualTo(Reason.VERDICT_MISSING);
          for (String negative : List.of("", "NONE", "false", "21", success + " ")) {
            assertThat(reason(engine, certificate.and(format.verify(), negative)))
                .isEqualTo(Reason.VERDICT_NEGATIVE);
          }
          assertThat(reason(engine, proxy().and(format.verify(), success)))
              .isEqualTo(
                  success.equals("0")
                      ? Reason.CERTIFICATE_REQUIRED
                      : Reason.CERTIFICATE_NOT_FORWARDED);
        }
      }
    }
  }

  private static String value(Encoding encoding) {
    String pem = CLIENT.certificatePem();
    String body = pem.replaceAll("-----[A-Z ]+-----|\\s", "");
    return switch (encoding) {
      case RFC9440 -> ":" + body + ":";
      case PERCENT_PEM -> pem.replace("\n", "%0A");
      case PEM -> pem.replace('\n', ' ');
      case BASE64_DER -> body;
      case PERCENT_BASE64_DER, BASE64_PEM, XFCC, XFCC_JSON ->
          throw new IllegalArgumentException("no verdict goes with " + encoding);
    };
  }

  @Test
  void rejectsNegativeVerdictDespiteValidPath() throws IOException {
    try (Engine engine = engine(Map.of())) {
      for (String verdict : List.of("FAILED:certificate revoked", "NONE", "success", "SUCCESS,")) {
        assertThat(reason(engine, proxy().with(CLIENT).and("ssl-client-verify", verdict)))
            .isEqualTo(Reason.VERDICT_NEGATIVE);
      }
    }
  }

  @Test
  void ignoresVerdictIfPinningIsAllowed() throws IOException {
    try (Engine engine = engine(Map.of("client.self-signed", "pinned"))) {
      assertThat(decide(engine, proxy().with(CLIENT).and("ssl-client-verify", "FAILED:x")))
          .isInstanceOf(Decision.Accepted.class);
      assertThat(reason(engine, proxy().with(PKI.selfSigned("svc").issue())))
          .isEqualTo(Reason.CERTIFICATE_NOT_PINNED);
    }
  }

  @Test
  void acceptsByVerdictIfConfigured() throws IOException {
    try (Engine engine = engine(Map.of("client.validation", "proxy"))) {
      Pki.Held foreign = PKI.root("Elsewhere").client("svc").issue();

      assertThat(decide(engine, proxy().with(foreign))).isInstanceOf(Decision.Accepted.class);
      assertThat(reason(engine, proxy().with(foreign).and("ssl-client-verify", "FAILED:x")))
          .isEqualTo(Reason.VERDICT_NEGATIVE);
    }
  }

  @Test
  void rejectsOrStripsHeadersOfUnauthenticatedPeerAsConfigured() throws IOException {
    Facts unauthenticated = proxy().with(CLIENT).without("Proxy-Authorization");

    try (Engine reject = engine(Map.of());
        Engine strip =
            engine(Map.of("proxy.untrusted-peer", "strip", "client.certificate", "optional"))) {
      assertThat(reason(reject, unauthenticated)).isEqualTo(Reason.PROXY_CREDENTIAL_MISSING);
      assertThat(decide(strip, unauthenticated)).isEqualTo(new NoClient(null));
      assertThat(reason(strip, unauthenticated.and("Proxy-Authorization", basic("edge-1:wrong"))))
          .isEqualTo(Reason.PROXY_CREDENTIAL_WRONG);
    }
  }

  @Test
  void rejectsTwinFromUnauthenticatedPeer() throws IOException {
    try (Engine engine = engine(Map.of("client.certificate", "optional"))) {
      assertThat(reason(engine, new Facts().and("ssl.client_cert", "x")))
          .isEqualTo(Reason.PROXY_CREDENTIAL_MISSING);
      assertThat(reason(engine, proxy().and("ssl.client_cert", "x"))).isEqualTo(Reason.HEADER_TWIN);
      assertThat(reason(engine, proxy().and("Proxy.Authorization", "x")))
          .isEqualTo(Reason.HEADER_TWIN);
    }
  }

  @Test
  void namesTheProxyInARejection() throws IOException {
    try (Engine engine = engine(Map.of())) {
      Decision.Rejected rejected = (Decision.Rejected) decide(engine, proxy());

      assertThat(rejected.proxy().name()).isEqualTo("edge-1");
    }
  }

  @Test
  void rejectsCachedCertificateAfterItExpires() throws IOException {
    MovingClock clock = new MovingClock();
    try (Engine engine = engine(Map.of(), clock)) {
      Facts request = proxy().with(CLIENT);
      assertThat(decide(engine, request)).isInstanceOf(Decision.Accepted.class);

      clock.set(CLIENT.certificate().getNotAfter().toInstant().plusSeconds(1));

      assertThat(reason(engine, request)).isEqualTo(Reason.CERTIFICATE_EXPIRED);
    }
  }

  @Test
  void usesTheContainersHandshakeWithSourceTls() throws IOException {
    Map<String, String> keys =
        Map.of("client.source", "tls", "client.trust-anchors", file("root.pem", ROOT.pem()));
    try (Engine engine = build(keys, Clock.systemUTC())) {
      Decision decision = decide(engine, new Facts().tls(CLIENT));

      assertThat(decision).isInstanceOf(Decision.Accepted.class);
      assertThat(((Decision.Accepted) decision).client().source())
          .isEqualTo(ClientIdentity.Source.TLS);
      assertThat(reason(engine, new Facts().tls(CLIENT).and("ssl_client_cert", "x")))
          .isEqualTo(Reason.HEADER_FOREIGN);
    }
  }

  /** An application that implements the request may use one list for all of them. */
  @Test
  void neverTakesCertificateForAnotherThatWasInTheSameList() throws IOException {
    Map<String, String> keys =
        Map.of("client.source", "tls", "client.trust-anchors", file("root.pem", ROOT.pem()));
    Pki.Held other = ROOT.client("other").issue();
    try (Engine engine = build(keys, Clock.systemUTC())) {
      List<X509Certificate> list = new ArrayList<>();
      Facts request = new Facts().withTls(list);
      for (int i = 0; i < 4; i++) {
        for (Pki.Held client : List.of(CLIENT, CLIENT, other)) {
          list.clear();
          list.addAll(client.chain());

          assertThat(decide(engine, request))
              .isInstanceOfSatisfying(
                  Decision.Accepted.class,
                  accepted ->
                      assertThat(accepted.client().thumbprint()).isEqualTo(client.thumbprint()));
        }
      }
    }
  }

  @Test
  void rejectsProxyHeaderIfNoProxyIsConfigured() throws IOException {
    Map<String, String> keys =
        Map.of(
            "client.source", "tls",
            "format", "rfc9440",
            "client.trust-anchors", file("root.pem", ROOT.pem()));
    try (Engine engine = build(keys, Clock.systemUTC())) {
      assertThat(reason(engine, new Facts().tls(CLIENT).and("Client-Cert", ":AA==:")))
          .isEqualTo(Reason.PROXY_UNEXPECTED);
    }
  }

  @ExpectedLog("code=trust-anchor-shared")
  @Test
  void neverTakesProxyThatFailsACheckForClient() throws IOException {
    Pki.Held edge = ISSUER.client("edge").issue();
    Map<String, String> keys =
        Map.of(
            "client.source", "header-or-tls",
            "client.certificate", "optional",
            "proxy.authentication", "basic,mtls",
            "proxy.mtls.trust-anchors", file("proxies.pem", ROOT.pem() + ISSUER.pem()),
            "proxy.mtls.subject-dn", "CN=edge");
    try (Engine engine = engine(keys)) {
      assertThat(decide(engine, new Facts().tls(edge))).isEqualTo(new NoClient(null));
      assertThat(decide(engine, new Facts().tls(CLIENT))).isInstanceOf(Decision.Accepted.class);
      assertThat(decide(engine, proxy().tls(edge).with(CLIENT)))
          .isInstanceOf(Decision.Accepted.class);
    }
  }

  @Test
  void wrongFormatHidesNoMissingFile() {
    EngineBuilder builder =
        new EngineBuilder()
            .set("proxymtls.format", "ngnix")
            .set("proxymtls.proxy.authentication", "basic")
            .set("proxymtls.proxy.basic.users-file", folder.resolve("users").toString())
            .set("proxymtls.client.trust-anchors", folder.resolve("anchors").toString())
            .set("proxymtls.client.revocation.methods", "crl")
            .set(
                "proxymtls.client.revocation.crls", "https://ca.example/a, " + folder.resolve("b"));

    assertThatThrownBy(builder::build)
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            refused ->
                assertThat(refused.problems())
                    .extracting(Problem::code)
                    .containsExactlyInAnyOrder(
                        "invalid-value",
                        "users-file-unreadable",
                        "unreadable-file",
                        "unreadable-file"));
  }

  @ExpectedLog("event=reload-failed")
  @Test
  void retriesAndCountsFailedReload() throws Exception {
    MeterRegistry meters = new SimpleMeterRegistry();
    try (Engine engine = engine(Map.of());
        Engine other = engine(Map.of())) {
      Snapshot first = engine.snapshot();
      Snapshot second = other.snapshot();
      Iterator<Supplier<Snapshot>> attempts =
          List.<Supplier<Snapshot>>of(
                  () -> {
                    throw new ConfigurationException(List.of());
                  },
                  () -> {
                    throw new StackOverflowError();
                  },
                  () -> second)
              .iterator();

      FileReaders readers =
          new FileReaders(first.configuration().files(), Resource::read, FileReaders.LIMIT);
      Map<FileKind, FileContents> files = readers.readFirst();
      files.put(FileKind.TRUST_ANCHORS, FileContents.together(List.of()));
      try (Reloader<Snapshot> reloader =
          new Reloader<>(
              readers,
              new Reloader.Loaded<>(first, files),
              (previous, source) -> attempts.next().get(),
              new Notices(new OperatorLog(), Clock.systemUTC(), new ProxyMtlsMeters(meters)))) {
        reloader.check();
        reloader.check();
        assertThat(reloader.current()).isSameAs(first);
        reloader.check();
        assertThat(reloader.current()).isSameAs(second);
        reloader.check();
        assertThat(attempts.hasNext()).isFalse();
        assertThat(meters.counter("proxymtls.reloads", "outcome", "failed").count()).isEqualTo(2);
        assertThat(meters.counter("proxymtls.reloads", "outcome", "loaded").count()).isOne();
      }
    }
  }

  @Test
  void ignoresTheProxysAuthorizationAsClientAuthentication() throws IOException {
    String clients =
        "[{\"client_id\":\"svc\",\"token_endpoint_auth_method\":\"tls_client_auth\","
            + "\"tls_client_auth_subject_dn\":\"CN=svc\"}]";
    Map<String, String> keys =
        Map.of(
            "proxy.basic.header", "Authorization",
            "binding.clients", file("clients.json", clients),
            "binding.client-authentication", "/token");
    try (Engine engine = engine(keys)) {
      Facts request =
          new Facts()
              .with(CLIENT)
              .and("Authorization", basic("edge-1:secret"))
              .form("client_id", "svc");

      assertThat(decide(engine, request)).isInstanceOf(Decision.Accepted.class);
    }
  }

  private Engine engine(Map<String, String> more) throws IOException {
    return engine(more, Clock.systemUTC());
  }

  private Engine engine(Map<String, String> more, Clock clock) throws IOException {
    Map<String, String> keys = new TreeMap<>();
    keys.put("format", "nginx");
    keys.put("proxy.authentication", "basic");
    keys.put("proxy.basic.user", "edge-1");
    keys.put("proxy.basic.password-hash", HASH);
    keys.put("client.trust-anchors", file("anchors.pem", ROOT.pem()));
    keys.put("client.intermediates", file("intermediates.pem", ISSUER.pem()));
    keys.putAll(more);
    if ("proxy".equals(keys.get("client.validation"))) {
      keys.remove("client.trust-anchors");
      keys.remove("client.intermediates");
    }
    return build(keys, clock);
  }

  private static Engine build(Map<String, String> keys, Clock clock) {
    EngineBuilder builder = new EngineBuilder().clock(clock);
    keys.forEach((key, value) -> builder.set("proxymtls." + key, value));
    return builder.build();
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  private static Decision decide(Engine engine, RequestFacts request) {
    return engine.decide(request);
  }

  private static Reason reason(Engine engine, RequestFacts request) {
    Decision decision = decide(engine, request);
    assertThat(decision).isInstanceOf(Decision.Rejected.class);
    return ((Decision.Rejected) decision).reason();
  }

  private static Facts proxy() {
    return new Facts().and("Proxy-Authorization", basic("edge-1:secret"));
  }

  private static String basic(String credential) {
    return "Basic "
        + Base64.getEncoder().encodeToString(credential.getBytes(StandardCharsets.UTF_8));
  }
}
