package io.github.proxymtls.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.config.ProxyRules.Method;
import io.github.proxymtls.internal.config.ProxyRules.UntrustedPeer;
import io.github.proxymtls.internal.config.reader.ConfigurationReader;
import io.github.proxymtls.internal.config.reader.Given;
import io.github.proxymtls.internal.config.reader.InCode;
import io.github.proxymtls.internal.config.reader.Keys;
import io.github.proxymtls.internal.config.reader.Settings;
import io.github.proxymtls.internal.header.Preset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several profiles: the keys that a profile can set, and conflicts between profiles. */
class ProfilesTest {

  @TempDir Path folder;

  @Test
  void configurationWithoutProfilesHasOneWithoutAName() {
    Configuration read = Given.nginx().accepted();

    assertThat(read.profiles()).singleElement().extracting(Profile::name).isNull();
    assertThat(read.binding().registry().profiles()).isEmpty();
  }

  @Test
  void profileKeysOverrideSharedKeys() {
    Configuration read =
        Given.profiles()
            .with("client.certificate", "optional")
            .with("proxy.untrusted-peer", "strip")
            .with("profile.mesh.client.certificate", "required")
            .with("profile.mesh.proxy.untrusted-peer", "reject")
            .with("profile.mesh.report-only", "true")
            .accepted();

    Profile edge = Objects.requireNonNull(read.profile("edge"));
    Profile mesh = Objects.requireNonNull(read.profile("mesh"));
    assertThat(read.profiles()).containsExactly(edge, mesh);
    assertThat(edge.client().required()).isFalse();
    assertThat(mesh.client().required()).isTrue();
    assertThat(Objects.requireNonNull(edge.proxy()).untrustedPeer()).isEqualTo(UntrustedPeer.STRIP);
    assertThat(Objects.requireNonNull(mesh.proxy()).untrustedPeer())
        .isEqualTo(UntrustedPeer.REJECT);
    assertThat(edge.lists(Method.BASIC)).isTrue();
    assertThat(mesh.lists(Method.MTLS)).isTrue();
    assertThat(edge.client().trustAnchors()).isNotEqualTo(mesh.client().trustAnchors());
    assertThat(read.reportOnly("mesh")).isTrue();
    assertThat(read.reportOnly("edge")).isFalse();
    assertThat(read.reportOnly(null)).isFalse();
    assertThat(read.binding().registry().profiles()).containsExactly("edge", "mesh");
  }

  @Test
  void unknownProfileIsReportOnlyIfAllProfilesAre() {
    assertThat(Given.profiles().with("report-only", "true").accepted().reportOnly(null)).isTrue();
    assertThat(
            Given.profiles()
                .with("report-only", "true")
                .with("profile.edge.report-only", "false")
                .accepted()
                .reportOnly(null))
        .isFalse();
  }

  @Test
  void profileListReplacesTheWholeSharedList() {
    ProxyRules.Mtls mtls =
        Objects.requireNonNull(
            Objects.requireNonNull(
                    Objects.requireNonNull(
                            Given.profiles()
                                .without("profile.mesh.proxy.mtls.san-uri")
                                .with("profile.edge.proxy.authentication", "mtls,basic")
                                .with("profile.edge.proxy.mtls.trust-anchors", "edges.pem")
                                .with("proxy.mtls.subject-dn.1", "CN=a")
                                .with("proxy.mtls.subject-dn.2", "CN=b")
                                .with("profile.mesh.proxy.mtls.subject-dn.1", "CN=c")
                                .accepted()
                                .profile("mesh"))
                        .proxy())
                .mtls());

    assertThat(mtls.subjectDns()).containsExactly("CN=c");
  }

  @Test
  void reportsAGapInAListUnderTheProfileKey() {
    Given.profiles()
        .with("profile.mesh.proxy.mtls.subject-dn.2", "CN=c")
        .refused("list-gap profile.mesh.proxy.mtls.subject-dn.2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Edge", "1edge", "edge_1", "edge-1", "é", "edge mesh", "e.f"})
  void rejectsInvalidProfileNames(String name) {
    Given.nginx().with("profiles", name).refused("invalid-value profiles");
  }

  @Test
  void rejectsAProfileThatIsNamedTwice() {
    Given.nginx().with("profiles", "edge,edge").refused("invalid-value profiles");
  }

  @Test
  void rejectsKeysOfAProfileThatIsNotListed() {
    Given.profiles()
        .with("profile.egde.client.certificate", "optional")
        .refused("unknown-profile profile.egde.client.certificate");
    Given.nginx()
        .with("profile.edge.format", "nginx")
        .refused("unknown-profile profile.edge.format");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "binding.clients",
        "paths.include",
        "limits.header-length",
        "cache.time-to-live",
        "reload-interval",
        "response.cache-control",
        "client.source",
        "client.session",
        "enabled",
        "config",
        "profiles"
      })
  void rejectsSharedOnlyKeysUnderAProfile(String key) {
    Given.Read read =
        Given.profiles()
            .with("profile.edge." + key, "x")
            .refused("shared-key 'profile.edge." + key + "'");

    assertThat(read.problems().list().get(0).fix()).isEqualTo("set proxymtls." + key + " instead");
  }

  @ParameterizedTest
  @CsvSource({
    "profile.edge.header.certifcate, proxymtls.profile.edge.header.certificate",
    "profiles.edge.format, proxymtls.profile.edge.format",
    "profile.Edge.format, proxymtls.profile.edge.format",
    "profile.edge.proxy.basic.userfile, proxymtls.profile.edge.proxy.basic.users-file"
  })
  void suggestsTheKeyUnderTheSameProfile(String key, String suggested) {
    Given.Read read = Given.profiles().with(key, "x").read();

    assertThat(read.problems().list())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("unknown-key");
              assertThat(problem.fix()).isEqualTo("did you mean " + suggested + "?");
            });
  }

  @Test
  void readsEnvironmentVariables() {
    assertThat(Keys.ofEnvironment("PROXYMTLS_PROFILE_EDGE_FORMAT"))
        .isEqualTo("proxymtls.profile.edge.format");
    assertThat(Keys.ofEnvironment("PROXYMTLS_PROFILE_E2_PROXY_MTLS_SUBJECT_DN_1"))
        .isEqualTo("proxymtls.profile.e2.proxy.mtls.subject-dn.1");
    assertThat(Keys.ofEnvironment("PROXYMTLS_PROFILE_EDGE")).isNull();
    assertThat(Keys.ofEnvironment("PROXYMTLS_PROFILE_edge_FORMAT")).isNull();
    assertThat(Keys.ofEnvironment("PROXYMTLS_PROFILE__FORMAT")).isNull();
    assertThat(Keys.ofEnvironment("PROXYMTLS_PROFILE_EDGE_NOTHING")).isNull();
    assertThat(Keys.ofEnvironment("PROXYMTLS_PROFILES")).isEqualTo("proxymtls.profiles");
  }

  @Test
  void warnsOfAnUnknownVariableOfAProfileWithASuggestion() {
    Problems problems = new Problems();
    Settings.read(List.of(), Map.of(), Map.of("PROXYMTLS_PROFILE_EDGE_FORMT", "nginx"), problems);

    assertThat(problems.list()).isEmpty();
    assertThat(problems.warnings())
        .singleElement()
        .extracting(Problem::fix)
        .isEqualTo("did you mean PROXYMTLS_PROFILE_EDGE_FORMAT?");
  }

  @Test
  void variableOverridesTheFile() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("p.properties"),
            """
            proxymtls.profiles=edge
            proxymtls.profile.edge.format=nginx
            proxymtls.profile.edge.proxy.authentication=basic
            proxymtls.profile.edge.proxy.basic.users-file=users
            proxymtls.client.trust-anchors=ca.pem
            """);
    Problems problems = new Problems();
    Settings settings =
        Settings.read(
            List.of(),
            Map.of("proxymtls.config", file.toString()),
            Map.of("PROXYMTLS_PROFILE_EDGE_FORMAT", "rfc9440"),
            problems);
    Configuration read = ConfigurationReader.read(settings, InCode.NOTHING, problems);

    assertThat(problems.list()).isEmpty();
    assertThat(
            Objects.requireNonNull(
                    Objects.requireNonNull(Objects.requireNonNull(read).profile("edge")).format())
                .name())
        .isEqualTo("rfc9440");
  }

  @Test
  void problemNamesTheKeyAsWritten() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("p.properties"),
            """
            proxymtls.profiles=edge
            proxymtls.profile.edge.format=nginx
            proxymtls.client.principal=subject
            proxymtls.profile.edge.proxy.authentication=basic
            proxymtls.profile.edge.client.trust-anchors=file://elsewhere/ca.pem
            """);
    Problems problems = new Problems();
    Settings settings =
        Settings.read(List.of(), Map.of("proxymtls.config", file.toString()), Map.of(), problems);
    ConfigurationReader.read(settings, InCode.NOTHING, problems);

    assertThat(problems.list())
        .extracting(Problem::where)
        .containsExactlyInAnyOrder(
            "proxymtls.client.principal, set in " + file + ":3",
            "proxymtls.profile.edge.client.trust-anchors, set in " + file + ":5",
            "proxymtls.profile.edge.proxy.basic.users-file (not set)");
  }

  @Test
  void reportsAProblemWithASharedKeyOnce() {
    Given.profiles().with("client.principal", "subject").refused("invalid-value client.principal");
  }

  @ParameterizedTest
  @ValueSource(strings = {"address", "none"})
  void requiresBasicOrMtlsInEveryProfile(String methods) {
    Given.profiles()
        .with("profile.mesh.proxy.authentication", methods)
        .without("profile.mesh.proxy.mtls.trust-anchors")
        .without("profile.mesh.proxy.mtls.san-uri")
        .with("proxy.insecure-address-only", "true")
        .with("proxy.insecure-trust-any-peer", "true")
        .with("profile.mesh.proxy.address.allow", "10.0.0.0/8")
        .read()
        .problemCodes()
        .forEach(
            code ->
                assertThat(code)
                    .isIn(
                        "insecure profile.mesh.proxy.authentication",
                        "not-in-force profile.mesh.proxy.address.allow"));
    assertThat(
            Given.profiles()
                .with("profile.mesh.proxy.authentication", methods)
                .with("proxy.insecure-address-only", "true")
                .with("proxy.insecure-trust-any-peer", "true")
                .read()
                .problemCodes())
        .contains("insecure profile.mesh.proxy.authentication");
  }

  @Test
  void acceptsASharedKeyThatOneProfileUses() {
    Given.profiles()
        .without("profile.mesh.proxy.mtls.trust-anchors")
        .with("proxy.mtls.trust-anchors", "proxies.pem")
        .accepted();
  }

  @Test
  void rejectsASharedKeyThatNoProfileUses() {
    Given.profiles()
        .with("proxy.address.allow", "10.0.0.0/8")
        .refused("not-in-force proxy.address.allow");
    Given.profiles().with("format", "rfc9440").refused("not-in-force format");
  }

  @Test
  void rejectsTwinHeadersOfTwoProfiles() {
    Given.Read read =
        Given.profiles()
            .with("profile.mesh.header.certificate", "ssl_client_cert")
            .refused("conflict profile.mesh.header.certificate");

    assertThat(read.problems().list().get(0).what())
        .isEqualTo(
            "proxymtls.profile.mesh.header.certificate 'ssl_client_cert' is a twin of"
                + " proxymtls.profile.edge.header.certificate 'ssl-client-cert' of the profile edge");
  }

  @Test
  void rejectsOneHeaderForTwoPurposes() {
    Given.profiles()
        .with("profile.mesh.header.certificate", "SSL-Client-Verify")
        .refused("conflict profile.mesh.header.certificate");
    Given.profiles()
        .with("profile.edge.proxy.basic.header", "X-Forwarded-Client-Cert")
        .refused("conflict profile.mesh.header.certificate");
  }

  @Test
  void rejectsHeaderThatBeginsWithAnotherProfilesPrefix() {
    customMesh()
        .with("profile.mesh.header.chain", "ssl-client-")
        .with("profile.mesh.header.certificate", "X-Leaf")
        .refused("conflict profile.mesh.header.chain", "conflict profile.mesh.header.chain");
  }

  @Test
  void acceptsOneHeaderInDifferentEncodings() {
    customMesh().with("profile.mesh.header.certificate", "SSL-Client-Cert").accepted();
    customMesh()
        .with("profile.edge.format", "envoy")
        .with("profile.mesh.header.certificate", "X-Forwarded-Client-Cert")
        .accepted();
  }

  /** Returns all pairs except those in which one reads the other's twin. */
  @Test
  void acceptsAnyTwoPresets() {
    List<String> refused = new ArrayList<>();
    for (Preset one : Preset.all()) {
      for (Preset other : Preset.all()) {
        String edge = one.format().name();
        String mesh = other.format().name();
        Given given =
            Given.profiles().with("profile.edge.format", edge).with("profile.mesh.format", mesh);
        if (!given.read().problemCodes().isEmpty()) {
          given.refused("conflict profile.mesh.header.certificate");
          refused.add(edge + " " + mesh);
        }
      }
    }
    assertThat(refused)
        .containsExactlyInAnyOrder(
            "nginx tomcat-sslvalve",
            "ingress-nginx tomcat-sslvalve",
            "tomcat-sslvalve nginx",
            "tomcat-sslvalve ingress-nginx");
  }

  @Test
  void acceptsCredentialsInDifferentHeaders() {
    Configuration read =
        Given.profiles()
            .with("profile.mesh.proxy.authentication", "basic,mtls")
            .with("profile.mesh.proxy.basic.users-file", "mesh-users")
            .with("profile.mesh.proxy.basic.header", "X-Mesh-Authorization")
            .accepted();

    assertThat(read.profiles())
        .extracting(Profile::credentialHeader)
        .containsExactly("Proxy-Authorization", "X-Mesh-Authorization");
  }

  @Test
  void rejectsProfilesWithSourceTls() {
    Given.tls().with("profiles", "edge").refused("conflict profiles");
  }

  @Test
  void headerOrTlsNeedsMtlsInEveryProfile() {
    Given.profiles()
        .with("client.source", "header-or-tls")
        .with("client.trust-anchors", "direct.pem")
        .refused("conflict client.source");
  }

  @Test
  void validatesDirectClientsByTheSharedKeys() {
    Given given =
        Given.profiles()
            .with("client.source", "header-or-tls")
            .with("profile.edge.proxy.authentication", "basic,mtls")
            .with("profile.edge.proxy.mtls.trust-anchors", "edges.pem")
            .with("profile.edge.proxy.mtls.san-dns", "edge.example");
    given.refused("required client.trust-anchors");

    Configuration read = given.with("client.trust-anchors", "direct.pem").accepted();
    ClientRules direct = Objects.requireNonNull(read.direct());
    assertThat(Objects.requireNonNull(direct.trustAnchors()).location()).isEqualTo("direct.pem");
    assertThat(read.resources())
        .extracting(Resource::location)
        .contains("direct.pem", "customers.pem", "mesh-ca.pem", "users");
  }

  @Test
  void pinnedInAnyProfileNeedsTokenVerification() {
    Given.profiles()
        .with("profile.mesh.client.self-signed", "pinned")
        .with("binding.protected-resources", "/api/*")
        .refused("conflict profile.mesh.client.self-signed");
  }

  @Test
  void warnsOfInsecureChoicesOfOneProfile() {
    Given.Read read =
        Given.profiles()
            .with("profile.mesh.report-only", "true")
            .with("profile.mesh.client.validation", "proxy")
            .with("profile.mesh.client.insecure-no-verdict", "true")
            .without("profile.mesh.client.trust-anchors")
            .read();

    assertThat(read.problemCodes()).isEmpty();
    assertThat(read.warningCodes())
        .contains(
            "report-only profile.mesh.report-only",
            "insecure profile.mesh.client.insecure-no-verdict");
  }

  private static Given customMesh() {
    return Given.profiles()
        .with("profile.mesh.format", "custom")
        .with("profile.mesh.header.encoding", "base64-der");
  }
}
