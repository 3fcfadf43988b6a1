package io.github.proxymtls.internal.config.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.internal.config.ProxyRules;
import io.github.proxymtls.internal.config.ProxyRules.Method;
import io.github.proxymtls.internal.config.ProxyRules.UntrustedPeer;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyReaderTest {

  @Test
  void requiresAuthenticationMethods() {
    Given.nginx().without("proxy.authentication").refused("required proxy.authentication");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic", "tls", "basic,,mtls", "basic,", "basic,basic", "basic mtls"})
  void rejectsInvalidMethodLists(String methods) {
    Given.nginx()
        .with("proxy.authentication", methods)
        .refused("invalid-value proxy.authentication");
  }

  @Test
  void noneNeedsTheInsecureKey() {
    Given given =
        Given.nginx().without("proxy.basic.users-file").with("proxy.authentication", "none");
    given.refused("insecure proxy.authentication");
    given.with("proxy.insecure-trust-any-peer", "false").refused("insecure proxy.authentication");
    given.with("proxy.insecure-trust-any-peer", "true");
    assertThat(proxy(given).methods()).isEmpty();
    assertThat(given.read().warningCodes()).contains("insecure proxy.insecure-trust-any-peer");
  }

  @Test
  void noneMustBeTheOnlyMethod() {
    Given.nginx()
        .with("proxy.authentication", "none,basic")
        .with("proxy.insecure-trust-any-peer", "true")
        .refused("conflict proxy.authentication");
  }

  @Test
  void addressAloneNeedsTheInsecureKey() {
    Given given =
        Given.nginx()
            .without("proxy.basic.users-file")
            .with("proxy.authentication", "address")
            .with("proxy.address.allow", "10.0.0.0/8,::1");
    given.refused("insecure proxy.authentication");
    given.with("proxy.insecure-address-only", "true");
    assertThat(Objects.requireNonNull(proxy(given).address()).allow())
        .containsExactly("10.0.0.0/8", "::1");
    assertThat(given.read().warningCodes()).contains("insecure proxy.insecure-address-only");
  }

  @Test
  void addressWithAnotherMethodNeedsNoInsecureKey() {
    assertThat(
            proxy(
                    Given.nginx()
                        .with("proxy.authentication", "address , basic")
                        .with("proxy.address.allow", "10.0.0.1"))
                .methods())
        .containsExactlyInAnyOrder(Method.ADDRESS, Method.BASIC);
  }

  @Test
  void addressNeedsItsList() {
    Given.nginx()
        .with("proxy.authentication", "basic,address")
        .refused("required proxy.address.allow");
  }

  @Test
  void basicNeedsUsers() {
    Given given = Given.nginx().without("proxy.basic.users-file");
    given.refused("required proxy.basic.users-file");
    given.with("proxy.basic.user", "edge").refused("required proxy.basic.password-hash");
    given.with("proxy.basic.password-hash", "$2y$").accepted();
    given.without("proxy.basic.user").refused("required proxy.basic.user");
  }

  @Test
  void basicAcceptsAFileAndAnInlineUser() {
    ProxyRules.Basic basic =
        Objects.requireNonNull(
            proxy(
                    Given.nginx()
                        .with("proxy.basic.user", "edge")
                        .with("proxy.basic.password-hash", "$2y$"))
                .basic());
    assertThat(Objects.requireNonNull(basic.usersFile()).location()).isEqualTo("users");
    assertThat(basic.user()).isEqualTo("edge");
  }

  @Test
  void problemsContainNoPasswordFromTheUserKey() {
    Given.Read read =
        Given.nginx()
            .with("proxy.basic.user", "edge:hunter2")
            .with("proxy.basic.password-hash", "$2y$")
            .refused("invalid-value proxy.basic.user");
    assertThat(read.problems().list().toString()).doesNotContain("hunter2");
  }

  @Test
  void acceptsAnotherHeaderForTheCredential() {
    assertThat(basicHeader(Given.nginx())).isEqualTo("Proxy-Authorization");
    assertThat(basicHeader(Given.custom())).isEqualTo("Proxy-Authorization");
    assertThat(basicHeader(Given.nginx().with("proxy.basic.header", "X-Proxy-Authorization")))
        .isEqualTo("X-Proxy-Authorization");
    assertThat(basicHeader(Given.nginx().with("proxy.basic.header", "authorization")))
        .isEqualTo("authorization");
    Given.nginx()
        .with("proxy.basic.header", "Proxy_Authorization")
        .refused("conflict proxy.basic.header");
    Given.nginx().with("proxy.basic.header", "Cookie").refused("conflict proxy.basic.header");
  }

  @Test
  void rejectsAuthorizationIfTokensUseIt() {
    Given.binding()
        .with("proxy.basic.header", "AUTHORIZATION")
        .refused("conflict proxy.basic.header");
  }

  @ParameterizedTest
  @CsvSource({"san-dns", "san-uri", "sha256", "subject-dn", "subject-dn.1"})
  void mtlsNeedsOneKindOfName(String kind) {
    Given given = Given.mtls().without("proxy.mtls.san-dns");
    given.refused("required proxy.mtls.subject-dn");
    given.with("proxy.mtls." + kind, "x").accepted();
  }

  @Test
  void mtlsNeedsAnchors() {
    Given.mtls().without("proxy.mtls.trust-anchors").refused("required proxy.mtls.trust-anchors");
  }

  @Test
  void readsNumberedSubjects() {
    Given given =
        Given.mtls()
            .with("proxy.mtls.subject-dn.1", "CN=a,O=x")
            .with("proxy.mtls.subject-dn.2", "CN=b,O=x");
    assertThat(subjects(given)).containsExactly("CN=a,O=x", "CN=b,O=x");
    for (int i = 3; i <= 11; i++) {
      given.with("proxy.mtls.subject-dn." + i, "CN=" + i);
    }
    assertThat(subjects(given)).hasSize(11).endsWith("CN=10", "CN=11");
  }

  @Test
  void rejectsAGapInTheNumbers() {
    Given.mtls()
        .with("proxy.mtls.subject-dn.1", "CN=a")
        .with("proxy.mtls.subject-dn.3", "CN=c")
        .refused("list-gap proxy.mtls.subject-dn.3");
    Given.mtls()
        .with("proxy.mtls.subject-dn.2", "CN=b")
        .refused("list-gap proxy.mtls.subject-dn.2");
  }

  @Test
  void rejectsMixingNumberedAndUnnumberedValues() {
    Given.mtls()
        .with("proxy.mtls.subject-dn", "CN=a")
        .with("proxy.mtls.subject-dn.1", "CN=a")
        .refused("conflict proxy.mtls.subject-dn");
    assertThat(subjects(Given.mtls().with("proxy.mtls.subject-dn", "CN=a, O=b")))
        .isEqualTo(List.of("CN=a, O=b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proxy.mtls.trust-anchors",
        "proxy.mtls.subject-dn",
        "proxy.mtls.subject-dn.1",
        "proxy.mtls.san-dns",
        "proxy.mtls.san-uri",
        "proxy.mtls.sha256",
        "proxy.address.allow"
      })
  void rejectsTheKeysOfAMethodThatIsNotListed(String key) {
    String reported = key.replace(".1", "");
    Given.nginx().with(key, "x").refused("not-in-force " + reported);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proxy.basic.users-file",
        "proxy.basic.user",
        "proxy.basic.password-hash",
        "proxy.basic.header"
      })
  void rejectsTheKeysOfBasicIfItIsNotListed(String key) {
    Given.mtls().with(key, "x").refused("not-in-force " + key);
  }

  @Test
  void rejectsEveryProxyKeyWithSourceTls() {
    for (Key key : ProxyKeys.ALL) {
      String name = key.name().replace("proxymtls.", "");
      Given.tls().with(name, "x").refused("conflict " + name);
    }
  }

  @Test
  void readsUntrustedPeer() {
    assertThat(proxy(Given.nginx()).untrustedPeer()).isEqualTo(UntrustedPeer.REJECT);
    assertThat(proxy(Given.nginx().with("proxy.untrusted-peer", "strip")).untrustedPeer())
        .isEqualTo(UntrustedPeer.STRIP);
    Given.nginx()
        .with("proxy.untrusted-peer", "ignore")
        .refused("invalid-value proxy.untrusted-peer");
  }

  private static ProxyRules proxy(Given given) {
    return Objects.requireNonNull(given.profile().proxy());
  }

  private static String basicHeader(Given given) {
    return Objects.requireNonNull(proxy(given).basic()).header();
  }

  private static List<String> subjects(Given given) {
    return Objects.requireNonNull(proxy(given).mtls()).subjectDns();
  }
}
