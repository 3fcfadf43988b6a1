package io.github.proxymtls.internal.config.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.config.Resource;
import io.github.proxymtls.internal.config.RevocationSettings;
import io.github.proxymtls.internal.config.RevocationSettings.Method;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevocationReaderTest {

  private static final String METHODS = "client.revocation.methods";
  private static final String CRLS = "client.revocation.crls";
  private static final String RESPONDER = "client.revocation.ocsp-responder";
  private static final String HOSTS = "client.revocation.allowed-hosts";
  private static final String PRIVATE = "client.revocation.allow-private-addresses";

  private static Given ocsp() {
    return Given.nginx().with(METHODS, "ocsp").with(RESPONDER, "http://ocsp.example/x");
  }

  private static Given crl() {
    return Given.nginx().with(METHODS, "crl").with(CRLS, "clients.crl");
  }

  private static RevocationSettings read(Given given) {
    return given.profile().client().revocation();
  }

  @Test
  void revocationIsOffByDefault() {
    assertThat(read(Given.nginx())).isEqualTo(RevocationSettings.OFF);
  }

  @Test
  void readsTheMethodsInTheirOrder() {
    assertThat(read(ocsp()).methods()).containsExactly(Method.OCSP);
    assertThat(read(crl()).methods()).containsExactly(Method.CRL);
    assertThat(read(ocsp().with(METHODS, "ocsp, crl").with(CRLS, "clients.crl")).methods())
        .containsExactly(Method.OCSP, Method.CRL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"crl,ocsp", "off,crl", "OCSP", "ldap", "ocsp,ocsp"})
  void rejectsOtherMethods(String methods) {
    Given.nginx().with(METHODS, methods).refused("invalid-value " + METHODS);
  }

  /** YAML 1.1 reads {@code off} without quotes as a boolean. */
  @Test
  void suggestsQuotesIfYamlReadsOffAsFalse() {
    Given.Read read = Given.nginx().with(METHODS, "false").refused("invalid-value " + METHODS);

    assertThat(read.problems().list().get(0).fix())
        .contains("\"off\" in quotes, because YAML reads off as false");
  }

  @Test
  void suggestsQuotesIfYamlReadsOnAsTrue() {
    Given.Read read = Given.nginx().with("audit", "true").refused("invalid-value audit");

    assertThat(read.problems().list().get(0).fix())
        .contains("\"on\" in quotes, because YAML reads on as true");
  }

  @Test
  void revocationOffWarningNamesTheKey() {
    Problem warning = Given.nginx().read().problems().warnings().get(0);

    assertThat(warning.code()).isEqualTo("revocation-off");
    assertThat(warning.fix()).contains("proxymtls.client.revocation.methods");
  }

  @Test
  void readsCrlFilesAndUrls() {
    RevocationSettings.Lists lists =
        read(crl().with(CRLS, "a.crl, HTTP://crl.example/b.crl,https://crl.example/c.crl")).lists();

    assertThat(lists.files()).extracting(Resource::path).containsExactly(Path.of("a.crl"));
    assertThat(lists.urls())
        .containsExactly(
            URI.create("HTTP://crl.example/b.crl"), URI.create("https://crl.example/c.crl"));
  }

  @Test
  void listsCrlFilesAmongTheReloadedFiles() {
    Configuration configuration = crl().with(CRLS, "a.crl,http://crl.example/b,c.crl").accepted();

    assertThat(configuration.resources()).extracting(Resource::location).contains("a.crl", "c.crl");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ldap://crl.example/",
        "http://u@crl.example/",
        "http:///x",
        "http://crl.example/#x",
        "http://[x",
        "a.crl,,b.crl"
      })
  void rejectsOtherCrlLocations(String crls) {
    crl().with(CRLS, crls).refused("invalid-value " + CRLS);
  }

  @Test
  void crlNeedsLists() {
    Given.nginx().with(METHODS, "crl").refused("required " + CRLS);
  }

  @Test
  void ocspNeedsAResponderOrHosts() {
    Given.nginx().with(METHODS, "ocsp").refused("required " + RESPONDER);
    assertThat(read(ocsp()).ocsp().responder()).isEqualTo(URI.create("http://ocsp.example/x"));
    assertThat(read(hosts("OCSP.example:8080, 127.0.0.1")).ocsp().allowedHosts())
        .containsExactly("ocsp.example:8080", "127.0.0.1");
    assertThat(read(hosts("a").with(PRIVATE, "true")).ocsp().privateAddresses()).isTrue();
  }

  private static Given hosts(String hosts) {
    return Given.nginx().with(METHODS, "ocsp").with(HOSTS, hosts);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://ocsp.example", "ocsp.example:0", "*.example", "a/b", "-", "a,,b"})
  void rejectsInvalidHosts(String hosts) {
    hosts(hosts).refused("invalid-value " + HOSTS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ldap://ocsp.example/", "ocsp.example", "http://u:p@ocsp.example/", "http://a b/"})
  void rejectsInvalidResponders(String url) {
    Given.Read read = ocsp().with(RESPONDER, url).refused("invalid-value " + RESPONDER);
    assertThat(read.problems().list().toString()).doesNotContain("u:p");
  }

  @Test
  void rejectsKeysOfMethodsThatAreNotListed() {
    Given.nginx().with(CRLS, "a.crl").refused("not-in-force " + CRLS);
    Given.nginx().with(HOSTS, "a").refused("not-in-force " + HOSTS);
    crl().with(RESPONDER, "http://ocsp.example/").refused("not-in-force " + RESPONDER);
    ocsp().with(CRLS, "a.crl").refused("not-in-force " + CRLS);
    ocsp().with(HOSTS, "a").refused("not-in-force " + HOSTS);
  }

  @Test
  void acceptsASharedRevocationKeyThatOneProfileUses() {
    Given.profiles()
        .with(CRLS, "a.crl")
        .with("profile.edge.client.revocation.methods", "crl")
        .accepted();
    Given.profiles().with(CRLS, "a.crl").refused("not-in-force " + CRLS);
  }

  @Test
  void rejectsRevocationWithoutPkixValidation() {
    Given.nginx()
        .without("client.trust-anchors")
        .with("client.validation", "proxy")
        .with(METHODS, "crl")
        .with(CRLS, "a.crl")
        .refused("conflict " + METHODS);
  }

  @Test
  void readsTheTimeout() {
    assertThat(read(ocsp()).timeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(read(ocsp().with("client.revocation.timeout", "1s")).timeout())
        .isEqualTo(Duration.ofSeconds(1));
    ocsp()
        .with("client.revocation.timeout", "0")
        .refused("invalid-value client.revocation.timeout");
  }

  /** The fetchers count milliseconds in 31 bits and nanoseconds in 63 bits. */
  @ParameterizedTest
  @ValueSource(strings = {"86401s", "1441m", "25h", "597h", "999999999h"})
  void rejectsATimeoutThatIsTooLong(String timeout) {
    Given.Read read =
        ocsp()
            .with("client.revocation.timeout", timeout)
            .refused("invalid-value client.revocation.timeout");

    assertThat(read.problems().list().toString())
        .contains("proxymtls.client.revocation.timeout", timeout, "at most 24h");
  }

  @ParameterizedTest
  @ValueSource(strings = {"86400s", "1440m", "24h"})
  void acceptsTheLongestTimeout(String timeout) {
    assertThat(read(ocsp().with("client.revocation.timeout", timeout)).timeout())
        .isEqualTo(Duration.ofHours(24));
  }

  @Test
  void acceptsUnavailableOnlyIfConfiguredAndWarns() {
    Given accepting = ocsp().with("client.revocation.on-unavailable", "accept");

    assertThat(read(ocsp()).acceptsUnavailable()).isFalse();
    assertThat(read(accepting).acceptsUnavailable()).isTrue();
    assertThat(accepting.read().warningCodes())
        .containsExactly("revocation-unavailable-accepted client.revocation.on-unavailable");
    assertThat(ocsp().read().warningCodes()).isEmpty();
  }

  @Test
  void warningNamesTheProfilesWithoutRevocation() {
    Given one = Given.profiles().with("profile.edge.client.revocation.methods", "crl");

    assertThat(one.with("profile.edge.client.revocation.crls", "a.crl").read().warningCodes())
        .containsExactly("revocation-off profile.mesh.client.revocation.methods");
    assertThat(Given.profiles().with(METHODS, "off").read().warningCodes())
        .containsExactly("revocation-off " + METHODS);
  }
}
