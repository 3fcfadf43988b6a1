package io.github.proxymtls.internal.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Facts;
import io.github.proxymtls.Problem;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.config.ClientRules;
import io.github.proxymtls.internal.config.CompanionHeaders;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Profile;
import io.github.proxymtls.internal.config.ProxyRules;
import io.github.proxymtls.internal.config.ProxyRules.Method;
import io.github.proxymtls.internal.config.ProxyRules.UntrustedPeer;
import io.github.proxymtls.internal.config.Resource;
import io.github.proxymtls.internal.config.RevocationSettings;
import io.github.proxymtls.internal.proxy.ProxyAuthenticator.Outcome;
import io.github.proxymtls.internal.x509.ExtendedKeyUsageRule;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyAuthenticatorTest {

  private static final ProxyRules.Basic BASIC =
      new ProxyRules.Basic(
          "Proxy-Authorization", null, "edge-1", BasicCredentialsTest.bcrypt("secret", 4));
  private static final ProxyRules.Address ADDRESS =
      new ProxyRules.Address(List.of("192.0.2.1", "10.0.0.0/8"));
  private static final CompanionHeaders NO_COMPANIONS =
      new CompanionHeaders(List.of(), List.of(), false);

  private static final ClientRules CLIENT =
      new ClientRules(
          true,
          ClientRules.Validation.PKIX,
          null,
          null,
          false,
          RevocationSettings.OFF,
          ExtendedKeyUsageRule.CLIENT_AUTH,
          new ClientRules.Allow(List.of(), List.of(), List.of(), List.of(), List.of()),
          ClientRules.Principal.SUBJECT_DN);
  private static final Facts INSIDE = Facts.from("10.1.2.3");
  private static final Facts OUTSIDE = Facts.from("203.0.113.9");

  @TempDir private Path folder;

  @Test
  void basicGivesTheUserAsName() {
    assertThat(authenticator(Method.BASIC).authenticate(OUTSIDE.basic("edge-1", "secret")))
        .satisfies(outcome -> assertAuthenticated(outcome, "edge-1", "basic"));
  }

  @Test
  void addressGivesTheBlockAsName() {
    assertThat(authenticator(Method.ADDRESS).authenticate(INSIDE))
        .satisfies(outcome -> assertAuthenticated(outcome, "10.0.0.0/8", "address"));
  }

  @Test
  void requiresEveryListedMethod() {
    ProxyAuthenticator both = authenticator(Method.BASIC, Method.ADDRESS);

    assertAuthenticated(
        both.authenticate(INSIDE.basic("edge-1", "secret")), "edge-1", "basic", "address");
    assertNot(both.authenticate(INSIDE), Reason.PROXY_CREDENTIAL_MISSING);
    assertNot(both.authenticate(OUTSIDE), Reason.PROXY_ADDRESS_NOT_ALLOWED);
    assertNot(
        both.authenticate(OUTSIDE.basic("edge-1", "secret")), Reason.PROXY_ADDRESS_NOT_ALLOWED);
  }

  @ParameterizedTest
  @EnumSource
  void rejectsWrongCredentialUnderBothUntrustedPeerValues(UntrustedPeer untrustedPeer) {
    ProxyAuthenticator basic = authenticator(untrustedPeer, Method.BASIC);

    assertRefused(
        basic.authenticate(OUTSIDE.basic("edge-1", "wrong")), Reason.PROXY_CREDENTIAL_WRONG);
    assertRefused(
        basic.authenticate(OUTSIDE.basic("edge-1", "secret").basic("edge-1", "secret")),
        Reason.HEADER_DUPLICATE);
  }

  @Test
  void rejectsWrongCredentialFromAWrongAddressUnderStrip() {
    ProxyAuthenticator both = authenticator(UntrustedPeer.STRIP, Method.BASIC, Method.ADDRESS);

    assertRefused(
        both.authenticate(OUTSIDE.basic("edge-1", "wrong")), Reason.PROXY_CREDENTIAL_WRONG);
    assertRefused(
        both.authenticate(OUTSIDE.header("Proxy-Authorization", "Bearer x")),
        Reason.PROXY_CREDENTIAL_WRONG);
    assertNot(
        both.authenticate(OUTSIDE.basic("edge-1", "secret")), Reason.PROXY_ADDRESS_NOT_ALLOWED);
  }

  @Test
  void runsNoBcryptForAWrongAddressUnderReject() {
    ProxyAuthenticator both = authenticator(Method.BASIC, Method.ADDRESS);

    assertNot(
        both.authenticate(OUTSIDE.basic("edge-1", "wrong")), Reason.PROXY_ADDRESS_NOT_ALLOWED);
    assertRefused(
        both.authenticate(OUTSIDE.basic("nobody", "wrong")), Reason.PROXY_CREDENTIAL_WRONG);
  }

  @Test
  void wrongCredentialFromAWrongAddressNeverAuthenticates() {
    for (UntrustedPeer untrustedPeer : UntrustedPeer.values()) {
      ProxyAuthenticator both = authenticator(untrustedPeer, Method.BASIC, Method.ADDRESS);
      for (String password : List.of("wrong", "secret", "wrong", "secret")) {
        assertThat(both.authenticate(OUTSIDE.basic("edge-1", password)))
            .isNotInstanceOf(Outcome.Authenticated.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/2.0", "HTTP/2", "h2c", ""})
  void ignoresAddressOnCleartextHttp2(String protocol) {
    ProxyAuthenticator address = authenticator(Method.ADDRESS);

    assertNot(address.authenticate(INSIDE.over(protocol)), Reason.PROXY_CLEARTEXT_HTTP2);
    assertAuthenticated(
        address.authenticate(INSIDE.over(protocol).withTls(List.of())), "10.0.0.0/8", "address");
    assertAuthenticated(
        authenticator(Method.BASIC, Method.ADDRESS)
            .authenticate(INSIDE.over(protocol).basic("edge-1", "secret")),
        "edge-1",
        "basic",
        "address");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.0", "HTTP/1.1"})
  void acceptsAddressOnHttp1(String protocol) {
    assertAuthenticated(
        authenticator(Method.ADDRESS).authenticate(INSIDE.over(protocol)), "10.0.0.0/8", "address");
  }

  @Test
  void ignoresAddressRewrittenByAForwardedHeader() {
    assertNot(
        authenticator(Method.ADDRESS).authenticate(INSIDE.rewritten()),
        Reason.PROXY_ADDRESS_REWRITTEN);
    assertNot(
        authenticator(Method.BASIC, Method.ADDRESS)
            .authenticate(INSIDE.rewritten().basic("edge-1", "secret")),
        Reason.PROXY_ADDRESS_REWRITTEN);
  }

  @Test
  void ignoresMethodsThatAreNotListed() {
    assertAuthenticated(
        authenticator(Method.ADDRESS).authenticate(INSIDE.basic("edge-1", "wrong")),
        "10.0.0.0/8",
        "address");
    assertAuthenticated(
        authenticator(Method.BASIC).authenticate(OUTSIDE.rewritten().basic("edge-1", "secret")),
        "edge-1",
        "basic");
  }

  @Test
  void takesTheNameFromTheUserThenTheCertificateThenTheBlock() throws IOException {
    Pki.Authority root = Pki.create().root("Proxy CA");
    Facts facts = INSIDE.basic("edge-1", "secret").withTls(root.client("edge").issue().chain());
    Path anchors = Files.writeString(folder.resolve("anchors.pem"), root.pem());

    assertAuthenticated(
        withMtls(anchors, Method.BASIC, Method.MTLS, Method.ADDRESS).authenticate(facts),
        "edge-1",
        "basic",
        "mtls",
        "address");
    assertAuthenticated(
        withMtls(anchors, Method.MTLS, Method.ADDRESS).authenticate(facts),
        "CN=edge",
        "mtls",
        "address");
    assertThat(withMtls(anchors, Method.MTLS).isProxyCertificate(facts)).isTrue();
  }

  @Test
  void otherMethodsDoNotCompensateForAFailedCertificate() throws IOException {
    Pki.Authority root = Pki.create().root("Proxy CA");
    Path anchors = Files.writeString(folder.resolve("anchors.pem"), root.pem());
    ProxyAuthenticator all = withMtls(anchors, Method.BASIC, Method.MTLS, Method.ADDRESS);
    Facts facts = INSIDE.basic("edge-1", "secret");

    assertNot(all.authenticate(facts), Reason.PROXY_CERTIFICATE_MISSING);
    assertNot(
        all.authenticate(facts.withTls(root.client("other").issue().chain())),
        Reason.PROXY_CERTIFICATE_NAME);
    assertNot(
        all.authenticate(OUTSIDE.withTls(root.client("edge").issue().chain())),
        Reason.PROXY_ADDRESS_NOT_ALLOWED);
  }

  private static ProxyAuthenticator withMtls(Path anchors, Method... methods) {
    Problems problems = new Problems(Map.of());
    ProxyRules.Mtls mtls =
        new ProxyRules.Mtls(
            new Resource("proxymtls.proxy.mtls.trust-anchors", anchors.toString(), anchors),
            List.of("CN=edge"),
            List.of(),
            List.of(),
            List.of());
    ProxyAuthenticator authenticator =
        ProxyAuthenticator.load(
            profile(new ProxyRules(Set.of(methods), BASIC, mtls, ADDRESS, UntrustedPeer.REJECT)),
            null,
            Clock.systemUTC(),
            problems);
    assertThat(problems.list()).isEmpty();
    return Objects.requireNonNull(authenticator);
  }

  @Test
  void insecureTrustAnyPeerAcceptsEveryPeer() {
    assertAuthenticated(authenticator().authenticate(OUTSIDE), "any");
  }

  @Test
  void recognizesNoProxyCertificateWithoutMtls() {
    assertThat(authenticator(Method.BASIC).isProxyCertificate(INSIDE)).isFalse();
  }

  @Test
  void reportsAllProblemsAtOnce() {
    Problems problems = new Problems(Map.of());
    ProxyRules rules =
        new ProxyRules(
            EnumSet.of(Method.BASIC, Method.MTLS, Method.ADDRESS),
            new ProxyRules.Basic("h", null, "edge-1", "secret"),
            null,
            new ProxyRules.Address(List.of("localhost", "10.0.0.0/8", "10.0.0.1/8")),
            UntrustedPeer.REJECT);

    assertThat(ProxyAuthenticator.load(profile(rules), null, Clock.systemUTC(), problems)).isNull();
    assertThat(problems.list())
        .extracting(Problem::code)
        .containsExactly(
            "proxy-password-hash-invalid",
            "proxy-method-incomplete",
            "cidr-invalid",
            "cidr-invalid");
    assertThat(problems.list().get(2).what()).startsWith("'localhost': not an IP address");
  }

  @Test
  void reloadKeepsRememberedCredentials() {
    ProxyAuthenticator before = authenticator(Method.BASIC);
    assertAuthenticated(before.authenticate(OUTSIDE.basic("edge-1", "secret")), "edge-1", "basic");
    Set<Method> methods = EnumSet.of(Method.BASIC, Method.ADDRESS);
    ProxyAuthenticator after =
        Objects.requireNonNull(
            ProxyAuthenticator.load(
                profile(rules(UntrustedPeer.REJECT, methods)),
                before,
                Clock.systemUTC(),
                new Problems(Map.of())));

    // Bcrypt does not run for a wrong address: only a remembered credential can prove a wrong one.
    assertRefused(
        after.authenticate(OUTSIDE.basic("edge-1", "wrong")), Reason.PROXY_CREDENTIAL_WRONG);
  }

  @Test
  void identityHasTheMethodsThatAreConfigured() {
    ProxyAuthenticator before = authenticator(Method.BASIC);
    assertThat(identity(before).methods()).containsExactly("basic");
    assertThat(identity(after(before, Method.BASIC, Method.ADDRESS)).methods())
        .containsExactly("basic", "address");
  }

  private static ProxyIdentity identity(ProxyAuthenticator authenticator) {
    Outcome outcome = authenticator.authenticate(INSIDE.basic("edge-1", "secret"));
    assertThat(outcome).isInstanceOf(Outcome.Authenticated.class);
    return ((Outcome.Authenticated) outcome).proxy();
  }

  private static ProxyAuthenticator after(ProxyAuthenticator before, Method... methods) {
    return Objects.requireNonNull(
        ProxyAuthenticator.load(
            profile(rules(UntrustedPeer.REJECT, Set.of(methods))),
            before,
            Clock.systemUTC(),
            new Problems(Map.of())));
  }

  private static ProxyAuthenticator authenticator(Method... methods) {
    return authenticator(UntrustedPeer.REJECT, methods);
  }

  private static ProxyAuthenticator authenticator(UntrustedPeer untrustedPeer, Method... methods) {
    Problems problems = new Problems(Map.of());
    ProxyAuthenticator authenticator =
        ProxyAuthenticator.load(
            profile(rules(untrustedPeer, Set.of(methods))), null, Clock.systemUTC(), problems);
    assertThat(problems.list()).isEmpty();
    return Objects.requireNonNull(authenticator);
  }

  private static List<Profile> profile(ProxyRules rules) {
    return List.of(new Profile(null, null, NO_COMPANIONS, rules, CLIENT, false));
  }

  private static ProxyRules rules(UntrustedPeer untrustedPeer, Set<Method> methods) {
    return new ProxyRules(methods, BASIC, null, ADDRESS, untrustedPeer);
  }

  private static void assertAuthenticated(Outcome outcome, String name, String... methods) {
    assertThat(outcome).isInstanceOf(Outcome.Authenticated.class);
    ProxyIdentity proxy = ((Outcome.Authenticated) outcome).proxy();
    assertThat(proxy.name()).isEqualTo(name);
    assertThat(proxy.methods()).containsExactly(methods);
  }

  private static void assertNot(Outcome outcome, Reason reason) {
    assertNotAuthenticated(outcome, reason, false);
  }

  private static void assertRefused(Outcome outcome, Reason reason) {
    assertNotAuthenticated(outcome, reason, true);
  }

  private static void assertNotAuthenticated(Outcome outcome, Reason reason, boolean decides) {
    assertThat(outcome).isInstanceOf(Outcome.NotAuthenticated.class);
    Outcome.NotAuthenticated peer = (Outcome.NotAuthenticated) outcome;
    assertThat(peer.refusal().reason()).isEqualTo(reason);
    assertThat(peer.decides()).isEqualTo(decides);
  }
}
