package io.github.proxymtls.samples.configure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.header.Preset;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GeneratorTest {

  private static final String BY_BASIC =
      """
      proxymtls.proxy.authentication=basic
      proxymtls.proxy.basic.users-file=users
      proxymtls.client.trust-anchors=client-ca.pem
      """;

  @TempDir private Path folder;
  private Path properties;

  @BeforeEach
  void nameThePropertiesFile() {
    properties = folder.resolve("proxymtls.properties");
  }

  @Test
  void proxyWritesTheHeadersThatTheFilterReads() throws IOException {
    String nginx =
        generate(
            """
            proxymtls.format=custom
            proxymtls.header.certificate=X-Mine
            proxymtls.header.verify=X-Verdict
            proxymtls.header.verify-success=SUCCESS
            proxymtls.header.encoding=percent-pem
            proxymtls.proxy.basic.header=X-Credential
            """
                + BY_BASIC,
            "https://app.internal:8443");
    assertThat(nginx)
        .contains("proxy_set_header X-Mine $ssl_client_escaped_cert;")
        .contains("proxy_set_header X-Verdict $ssl_client_verify;")
        .contains("proxy_set_header X-Credential \"Basic eDp5\";")
        .contains("proxy_set_header ssl-client-cert \"\";")
        .contains("proxy_set_header Proxy-Authorization \"\";")
        .contains("proxy_ssl_name app.internal;")
        .doesNotContain("proxy_ssl_certificate ");
  }

  @Test
  void proxyRemovesTheHeadersOfAllOtherProfiles() throws IOException {
    String profiles =
        """
        proxymtls.profiles=edge,mesh
        proxymtls.proxy.authentication=basic
        proxymtls.client.trust-anchors=client-ca.pem
        proxymtls.profile.edge.format=nginx
        proxymtls.profile.edge.proxy.basic.users-file=edge-users
        proxymtls.profile.mesh.format=custom
        proxymtls.profile.mesh.header.certificate=X-Mesh-Client
        proxymtls.profile.mesh.header.chain=X-Mesh-Chain-
        proxymtls.profile.mesh.header.encoding=base64-der
        proxymtls.profile.mesh.proxy.basic.users-file=mesh-users
        proxymtls.profile.mesh.proxy.basic.header=X-Mesh-Credential
        """;
    Files.writeString(properties, profiles);
    ProxyOptions blueprint = blueprint("https://app.internal:8443");
    String nginx =
        new Generator(Target.NGINX, null, "edge").generate(properties, blueprint).get(0).text();
    assertThat(nginx)
        .contains("proxy_set_header ssl-client-cert $ssl_client_escaped_cert;")
        .contains("proxy_set_header Proxy-Authorization \"Basic eDp5\";")
        .contains("proxy_set_header X-Mesh-Client \"\";")
        .contains("proxy_set_header X-Mesh-Chain-0 \"\";")
        .contains("proxy_set_header X-Mesh-Credential \"\";");

    for (Generator unclear :
        List.of(new Generator(Target.NGINX, null), new Generator(Target.NGINX, null, "other"))) {
      ConfigurationException refused =
          catchThrowableOfType(
              ConfigurationException.class, () -> unclear.generate(properties, blueprint));
      assertThat(refused).hasMessageContaining("the profiles are edge, mesh");
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyProxyRemovesTheCompanionHeadersOfEveryFormat(Target target) throws IOException {
    write(
        "proxymtls.format="
            + ProxyCapabilities.of(target).preset()
            + "\nproxymtls.header.hide=X-Corp-User\n"
            + BY_BASIC);
    String text = text(target, "https://app").toLowerCase(Locale.ROOT);
    for (Preset preset : Preset.all()) {
      for (String companion : preset.companions()) {
        assertThat(text).contains(removal(target, companion));
      }
    }
    assertThat(text).contains(removal(target, "X-Corp-User"));
  }

  private static String removal(Target target, String header) {
    String name = header.toLowerCase(Locale.ROOT);
    return switch (target) {
      case NGINX -> "proxy_set_header " + name + " \"\";";
      case ENVOY -> "- " + name + "\n";
      case HAPROXY -> "http-request del-header " + name + "\n";
      case APACHE -> "requestheader unset " + name + " early\n";
      case TRAEFIK -> " " + name + ": \"\"\n";
      case CADDY, CADDY_2_6 -> "request_header -" + name + "\n";
    };
  }

  @Test
  void apacheRemovesTheTwinsOfCompanionHeaders() throws IOException {
    write("proxymtls.format=apache\nproxymtls.header.hide=X-Corp-User\n" + BY_BASIC);
    assertThat(text(Target.APACHE, "https://app"))
        .contains("RequestHeader unset X_Corp_User early")
        .contains("RequestHeader unset X.Corp.User early")
        .contains("RequestHeader unset X_SSL_Client_S_DN early")
        .contains("RequestHeader unset SSL-CLIENT-S-DN early");
  }

  @Test
  void rejectsHidingANameThatWouldBecomeConfiguration() throws IOException {
    write("proxymtls.format=nginx\nproxymtls.header.hide=$host\n" + BY_BASIC);
    assertProblem(Target.NGINX, null, "the header name $host");
    assertProblem(Target.NGINX, null, "proxymtls.header.hide, set in " + properties + ":2");
  }

  @Test
  void proxyRemovesTheHiddenHeadersOfAllOtherProfiles() throws IOException {
    Files.writeString(
        properties,
        """
        proxymtls.profiles=edge,mesh
        proxymtls.proxy.authentication=basic
        proxymtls.client.trust-anchors=client-ca.pem
        proxymtls.profile.edge.format=nginx
        proxymtls.profile.edge.proxy.basic.users-file=edge-users
        proxymtls.profile.mesh.format=envoy
        proxymtls.profile.mesh.header.hide=X-Mesh-User
        proxymtls.profile.mesh.proxy.basic.users-file=mesh-users
        proxymtls.profile.mesh.proxy.basic.header=X-Mesh-Credential
        """);
    ProxyOptions blueprint = blueprint("https://app.internal:8443");
    assertThat(
            new Generator(Target.NGINX, null, "edge").generate(properties, blueprint).get(0).text())
        .contains("proxy_set_header X-Mesh-User \"\";");
  }

  @Test
  void sendsNoCredentialWithoutBasic() throws IOException {
    String nginx =
        generate(
            """
            proxymtls.format=nginx
            proxymtls.proxy.authentication=mtls
            proxymtls.proxy.mtls.trust-anchors=proxy-ca.pem
            proxymtls.proxy.mtls.san-dns=edge
            proxymtls.client.trust-anchors=client-ca.pem
            """,
            "https://app.internal:8443");
    assertThat(nginx)
        .contains("proxy_ssl_certificate files/proxy.pem;")
        .contains("proxy_set_header Proxy-Authorization \"\";")
        .doesNotContain("Basic ");
  }

  @ParameterizedTest
  @EnumSource(names = {"CADDY", "CADDY_2_6"})
  void caddyAlwaysSetsItsOwnForm(Target target) throws IOException {
    write("proxymtls.format=caddy\n" + BY_BASIC);
    assertThat(text(target, "https://app.internal"))
        .contains("header_up Client-Cert \":{http.request.tls.client.certificate_der_base64}:\"")
        .contains("header_up Proxy-Authorization \"Basic eDp5\"")
        .doesNotContain("@certificate");
  }

  @ParameterizedTest
  @EnumSource(names = {"CADDY", "CADDY_2_6"})
  void caddySetsAHeaderOfAnyNameOnlyWithACertificate(Target target) throws IOException {
    write(
        """
        proxymtls.format=custom
        proxymtls.header.certificate=X-Mine
        proxymtls.header.encoding=rfc9440
        """
            + BY_BASIC);
    assertThat(text(target, "https://app.internal"))
        .containsSubsequence("request_header -X-Mine", "request_header @certificate X-Mine ")
        .contains("request_header -Client-Cert\n")
        .doesNotContain("header_up X-Mine");
  }

  @ParameterizedTest
  @EnumSource
  void loopbackBackendMayUsePlainHttp(Target target) throws IOException {
    write("proxymtls.format=" + ProxyCapabilities.of(target).preset() + "\n" + BY_BASIC);
    assertThat(text(target, "http://127.0.0.1:8080"))
        .contains("http")
        .contains("8080")
        .doesNotContain("proxy.key", "proxy-identity.pem", "https://");
  }

  @ParameterizedTest
  @CsvSource({
    "ENVOY, nginx, , this proxy cannot write percent-pem",
    "NGINX, envoy, , this proxy cannot write xfcc",
    "HAPROXY, nginx, , this proxy cannot write percent-pem",
    "HAPROXY, caddy, , this proxy cannot write Caddy's own form of rfc9440",
    "NGINX, caddy, , set proxymtls.format=rfc9440 or nginx",
    "ENVOY, caddy, , set proxymtls.format=envoy",
    "ENVOY, rfc9440, , this proxy cannot write rfc9440",
    "APACHE, haproxy, , this proxy cannot write base64-der",
    "APACHE, caddy, , this proxy cannot write Caddy's own form of rfc9440",
    "APACHE, aws-alb-verify, , aws-alb-verify does not know how this proxy says",
    "TRAEFIK, rfc9440, , this proxy cannot write rfc9440",
    "TRAEFIK, rfc9440, RFC9440, this proxy cannot write rfc9440",
    "TRAEFIK, traefik, RFC9440, leave --format out",
    "TRAEFIK, traefik-escaped, , this proxy cannot write percent-base64-der",
    "HAPROXY, rfc9440, NATIVE, --format native is not what the filter reads",
    "CADDY, nginx, , this proxy cannot write percent-pem",
    "CADDY_2_6, haproxy, , this proxy cannot write base64-der",
    "CADDY, google-cloud, , this proxy does not send a verdict",
    "CADDY, caddy, RFC9440, --format rfc9440 is not what the filter reads",
    "CADDY_2_6, rfc9440, NATIVE, --format native is not what the filter reads",
    "NGINX, nginx, RFC9440, --format rfc9440 is not what the filter reads",
  })
  void rejectsAFormThatTheProxyCannotWrite(
      Target target, String format, @Nullable CertificateForm form, String what)
      throws IOException {
    write("proxymtls.format=" + format + "\n" + BY_BASIC);
    assertProblem(target, form, what);
  }

  @ParameterizedTest
  @CsvSource({"NGINX, rfc9440.js", "HAPROXY, rfc9440.lua"})
  void rfc9440ComesWithItsScript(Target target, String script) throws IOException {
    write("proxymtls.format=rfc9440\n" + BY_BASIC);
    List<GeneratedFile> files =
        new Generator(target, CertificateForm.RFC9440)
            .generate(properties, blueprint("https://app"));
    assertThat(files)
        .extracting(GeneratedFile::name)
        .containsExactly(target.files().get(0), script);
    assertThat(files.get(0).text()).contains(script).contains("Client-Cert-Chain");

    write("proxymtls.format=" + ProxyCapabilities.of(target).preset() + "\n" + BY_BASIC);
    assertThat(text(target, "https://app")).doesNotContain(script);
  }

  @Test
  void proxyWithoutACredentialSendsNone() throws IOException {
    write("proxymtls.format=haproxy\n" + BY_BASIC);
    ProxyOptions blueprint = blueprint("https://app");
    String haproxy =
        new Generator(Target.HAPROXY, null)
            .generate(
                properties,
                new ProxyOptions(
                    blueprint.verified(),
                    blueprint.anyCertificate(),
                    blueprint.backend(),
                    "",
                    false,
                    false,
                    ""))
            .get(0)
            .text();
    assertThat(haproxy)
        .contains("del-header Proxy-Authorization\n")
        .doesNotContain("set-header Proxy-Authorization");
  }

  @ParameterizedTest
  @CsvSource({
    "proxymtls.header.certificate=X-Mine, sends the certificate in X-Forwarded-Client-Cert",
    "proxymtls.header.verify=X-Verdict\\n"
        + "proxymtls.header.verify-success=OK, does not send a verdict"
  })
  void rejectsAHeaderThatTheProxyCannotSend(String line, String what) throws IOException {
    write("proxymtls.format=envoy\n" + line.replace("\\n", "\n") + "\n" + BY_BASIC);
    assertProblem(Target.ENVOY, null, what);
  }

  @Test
  void reportsOnlyAFormThatTheProxyCannotWrite() throws IOException {
    write("proxymtls.format=rfc9440\n" + BY_BASIC);
    assertThatThrownBy(
            () ->
                new Generator(Target.TRAEFIK, null).generate(properties, blueprint("https://app")))
        .asInstanceOf(InstanceOfAssertFactories.type(ConfigurationException.class))
        .extracting(ConfigurationException::problems)
        .asInstanceOf(InstanceOfAssertFactories.list(Problem.class))
        .singleElement()
        .satisfies(problem -> assertThat(problem.fix()).contains("proxymtls.format=traefik"));
  }

  @Test
  void rejectsACredentialThatTraefikDrops() throws IOException {
    write(
        "proxymtls.format=traefik\nproxymtls.proxy.basic.header=Proxy-Authorization\n" + BY_BASIC);
    assertProblem(Target.TRAEFIK, null, "this proxy drops Proxy-Authorization");
  }

  @Test
  void rejectsAChainThatTheProxySendsElsewhere() throws IOException {
    write("proxymtls.format=traefik\nproxymtls.header.chain=X-Chain\n" + BY_BASIC);
    assertProblem(Target.TRAEFIK, null, "sends the chain in the certificate's header");
    write("proxymtls.format=apache\nproxymtls.header.chain=X-Chain\n" + BY_BASIC);
    assertProblem(Target.APACHE, null, "every certificate of the chain in a header of its own");
    write("proxymtls.format=haproxy\nproxymtls.header.chain=X-Chain-\n" + BY_BASIC);
    assertProblem(Target.HAPROXY, null, "does not number the certificates");
  }

  @Test
  void rejectsAFormatWithoutTheAbsentValueOfTheProxy() throws IOException {
    String custom =
        """
        proxymtls.format=custom
        proxymtls.header.certificate=X-Mine
        proxymtls.header.encoding=pem
        """;
    write(custom + BY_BASIC);
    assertProblem(Target.APACHE, null, "custom does not know how this proxy says");
    write(custom.replace("=pem", "=percent-pem") + BY_BASIC);
    assertThat(text(Target.APACHE, "https://app"))
        .contains("RequestHeader set X-Mine \"expr=%{escape:%{SSL_CLIENT_CERT}}\"")
        .contains("RequestHeader unset X_Mine early")
        .contains("RequestHeader unset X-SSL-Client-Cert early");
  }

  @Test
  void apacheNumbersTheChainAndRemovesTheNumberAfterTheLast() throws IOException {
    write("proxymtls.format=apache\nproxymtls.header.chain=X-Chain-\n" + BY_BASIC);
    assertThat(text(Target.APACHE, "https://app"))
        .contains("RequestHeader set X-Chain-2 \"%{SSL_CLIENT_CERT_CHAIN_2}s\"")
        .contains("RequestHeader unset X-Chain-3 early")
        .doesNotContain("X-Chain-4", "SSL_CLIENT_CERT_CHAIN_3");
  }

  @Test
  void apacheConnectsToTheNameThatItVerifies() throws IOException {
    write("proxymtls.format=apache\n" + BY_BASIC);
    Backend backend = Backend.parse("https://10.0.0.7:8443", "app.internal");
    ProxyOptions blueprint =
        new ProxyOptions(
            new Endpoint("127.0.0.1", 1),
            new Endpoint("127.0.0.1", 2),
            backend,
            "Basic eDp5",
            false,
            false,
            "");
    assertThat(new Generator(Target.APACHE, null).generate(properties, blueprint).get(0).text())
        .contains("ProxyPass / https://app.internal:8443/")
        .contains("# 10.0.0.7 here.");
  }

  @Test
  void envoyResolvesOnlyNames() throws IOException {
    write("proxymtls.format=envoy\n" + BY_BASIC);
    assertThat(text(Target.ENVOY, "https://app.internal"))
        .contains("type: STRICT_DNS\n", "dns_lookup_family: V4_PREFERRED\n");
    assertThat(text(Target.ENVOY, "https://127.0.0.1"))
        .contains("type: STATIC\n")
        .doesNotContain("dns_lookup_family");
  }

  @Test
  void rejectsAVerdictThatTheProxyDoesNotSend() throws IOException {
    write("proxymtls.format=nginx\nproxymtls.header.verify-success=0\n" + BY_BASIC);
    assertProblem(Target.NGINX, null, "this proxy says SUCCESS");
  }

  @ParameterizedTest
  @CsvSource({
    "NGINX, nginx, proxymtls.header.certificate, $host",
    "NGINX, nginx, proxymtls.header.verify, #x",
    "HAPROXY, haproxy, proxymtls.header.chain, %x",
    "TRAEFIK, traefik, proxymtls.proxy.basic.header, 'x''y'",
    "CADDY, caddy, proxymtls.header.certificate, -x",
    "APACHE, apache, proxymtls.header.chain, '''x-'",
  })
  void rejectsANameThatWouldBecomeConfiguration(
      Target target, String format, String key, String name) throws IOException {
    write("proxymtls.format=" + format + "\n" + key + "=" + name + "\n" + BY_BASIC);
    assertProblem(target, null, "the header name " + name);
    assertProblem(target, null, key + ", set in " + properties + ":2");
  }

  @Test
  void removesATwinWithHyphens() throws IOException {
    write("proxymtls.format=nginx\nproxymtls.header.certificate=x_mine\n" + BY_BASIC);
    assertThat(text(Target.NGINX, "https://app"))
        .contains("proxy_set_header x_mine $ssl_client_escaped_cert;")
        .contains("proxy_set_header x-mine \"\";");
  }

  @Test
  void rejectsANameThatHaproxyDrops() throws IOException {
    write("proxymtls.format=haproxy\nproxymtls.proxy.basic.header=X_Credential\n" + BY_BASIC);
    assertProblem(Target.HAPROXY, null, "drops X_Credential");
    assertProblem(Target.HAPROXY, null, "proxymtls.proxy.basic.header, set in " + properties);
  }

  @Test
  void rejectsSuchANameOfAnotherProfile() throws IOException {
    Files.writeString(
        properties,
        """
        proxymtls.profiles=edge,mesh
        proxymtls.proxy.authentication=basic
        proxymtls.client.trust-anchors=client-ca.pem
        proxymtls.profile.edge.format=nginx
        proxymtls.profile.edge.proxy.basic.users-file=edge-users
        proxymtls.profile.mesh.format=custom
        proxymtls.profile.mesh.header.certificate=#mesh
        proxymtls.profile.mesh.header.encoding=base64-der
        proxymtls.profile.mesh.proxy.basic.users-file=mesh-users
        """);
    assertThatThrownBy(
            () ->
                new Generator(Target.NGINX, null, "edge")
                    .generate(properties, blueprint("https://app")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("the header name #mesh")
        .hasMessageContaining("proxymtls.profiles, set in");
  }

  @ParameterizedTest
  @CsvSource({
    "ENVOY, envoy",
    "TRAEFIK, traefik",
    "CADDY, caddy",
    "CADDY_2_6, caddy",
    "NGINX, rfc9440",
    "HAPROXY, rfc9440",
    "APACHE, rfc9440"
  })
  void rejectsAFilterThatReliesOnAnUnverifiedCertificate(Target target, String format)
      throws IOException {
    String unverified =
        "proxymtls.format="
            + format
            + "\nproxymtls.client.validation=proxy\nproxymtls.client.insecure-no-verdict=true\n";
    write(unverified + BY_BASIC.replaceFirst("proxymtls.client.trust-anchors=.*\n", ""));
    assertProblem(target, null, "would accept every certificate of the listener any-certificate");
  }

  @Test
  void filterMayRelyOnAVerdict() throws IOException {
    write(
        "proxymtls.format=nginx\nproxymtls.client.validation=proxy\n"
            + BY_BASIC.replaceFirst("proxymtls.client.trust-anchors=.*\n", ""));
    assertThat(text(Target.NGINX, "https://app")).contains("$ssl_client_verify");
  }

  @Test
  void rejectsAVerdictOnAnUnverifiedCertificate() throws IOException {
    write("proxymtls.format=apache\nproxymtls.header.verify-success=SUCCESS,GENEROUS\n" + BY_BASIC);
    assertProblem(Target.APACHE, null, "only says SUCCESS");
  }

  @Test
  void rejectsOneAddressForBothListeners() {
    Endpoint one = new Endpoint("127.0.0.1", 443);
    Backend backend = Backend.parse("https://app", null);
    assertThatThrownBy(() -> new ProxyOptions(one, one, backend, "", false, false, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("choose another port");
  }

  @Test
  void rejectsPropertiesThatTheFilterRejects() throws IOException {
    write("proxymtls.format=nginx\n");
    assertProblem(Target.NGINX, null, "proxymtls.proxy.authentication");
  }

  private void assertProblem(Target target, @Nullable CertificateForm form, String what) {
    ConfigurationException refused =
        catchThrowableOfType(
            ConfigurationException.class,
            () -> new Generator(target, form).generate(properties, blueprint("https://app")));
    assertThat(refused).hasMessageContaining(what).hasMessageContaining("fix ");
  }

  @ParameterizedTest
  @EnumSource
  void writesTheListenerThatDoesNotVerifyOnlyWhereACertificateCanBePinned(Target target)
      throws IOException {
    ProxyOptions unasked = blueprint(null, "https://app.internal");
    String properties =
        "proxymtls.format=" + ProxyCapabilities.of(target).preset() + "\n" + BY_BASIC;
    write(properties);
    assertThat(text(target, unasked)).contains("18443").doesNotContain("18444", "any-certificate");
    assertThat(text(target, blueprint("https://app.internal"))).contains("any-certificate");

    write(properties + "proxymtls.client.self-signed=pinned\n");
    assertThat(text(target, unasked)).contains("18443", "18444", "any-certificate");
  }

  @ParameterizedTest
  @CsvSource({
    "NGINX, ssl_verify_client on, ssl_verify_client optional_no_ca",
    "APACHE, SSLVerifyClient require, SSLVerifyClient optional_no_ca",
    "CADDY, mode require_and_verify, mode request without",
    "CADDY_2_6, mode require_and_verify, mode request without"
  })
  void includeSaysWhatAListenerThatDoesNotVerifyNeeds(
      Target target, String verifies, String asksOnly) throws IOException {
    String text = "proxymtls.format=" + ProxyCapabilities.of(target).preset() + "\n" + BY_BASIC;
    ProxyOptions unasked = blueprint(null, "https://app.internal");
    write(text);
    assertThat(include(target, unasked)).contains(verifies).doesNotContain(asksOnly);
    assertThat(include(target, blueprint("https://app"))).contains(verifies, asksOnly);

    write(text + "proxymtls.client.self-signed=pinned\n");
    assertThat(include(target, unasked)).contains(verifies, asksOnly);
  }

  @Test
  void includeOfNginxNamesWhatItLeavesOut() throws IOException {
    write("proxymtls.format=nginx\n" + BY_BASIC);
    assertThat(include(Target.NGINX, blueprint("https://app")))
        .contains("# Repeat ignore_invalid_headers, underscores_in_headers and ")
        .doesNotContain("load_module");

    write("proxymtls.format=rfc9440\n" + BY_BASIC);
    assertThat(include(Target.NGINX, blueprint("https://app")))
        .contains("`load_module /usr/lib/nginx/modules/ngx_http_js_module.so;`", "js_import");
  }

  private String include(Target target, ProxyOptions options) {
    return new Generator(target, null).generateInclude(properties, options).get(0).text();
  }

  private String generate(String text, String backend) throws IOException {
    write(text);
    return text(Target.NGINX, backend);
  }

  private String text(Target target, String backend) {
    return text(target, blueprint(backend));
  }

  private String text(Target target, ProxyOptions options) {
    return new Generator(target, null)
        .generate(properties, options).stream()
            .map(GeneratedFile::text)
            .collect(Collectors.joining());
  }

  private void write(String text) throws IOException {
    Files.writeString(properties, text, StandardCharsets.UTF_8);
  }

  private static ProxyOptions blueprint(String backend) {
    return blueprint(new Endpoint("127.0.0.1", 2), backend);
  }

  private static ProxyOptions blueprint(@Nullable Endpoint anyCertificate, String backend) {
    return new ProxyOptions(
        new Endpoint("127.0.0.1", 18443),
        anyCertificate,
        Backend.parse(backend, null),
        "Basic eDp5",
        false,
        false,
        "files/");
  }
}
