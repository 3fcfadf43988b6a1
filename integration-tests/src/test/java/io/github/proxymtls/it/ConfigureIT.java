package io.github.proxymtls.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.samples.CommandLineRun;
import io.github.proxymtls.samples.configure.Target;
import io.github.proxymtls.samples.proxy.MissingProgramException;
import io.github.proxymtls.samples.proxy.SyntaxCheck;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The proxy accepts the output of {@code configure} in its own syntax check. */
@Tag("slow")
class ConfigureIT {

  private static final String BASIC =
      """
      proxymtls.proxy.authentication=basic
      proxymtls.proxy.basic.users-file=users
      proxymtls.client.trust-anchors=client-ca.pem
      """;

  private static final String MTLS =
      """
      proxymtls.proxy.authentication=mtls
      proxymtls.proxy.mtls.trust-anchors=proxy-ca.pem
      proxymtls.proxy.mtls.san-dns=edge-1.proxy.example
      proxymtls.client.trust-anchors=client-ca.pem
      """;

  /** Caddy logs as a warning that its administration API is off, which is intended. */
  private static final String[] COMPLAINTS = {"[warn", "warning", "deprecated", "not formatted"};

  private static final Pattern LOAD_MODULE = Pattern.compile("load_module [^;]+;");

  @TempDir private Path folder;

  @BeforeEach
  void writeTheFilesThatAConfigurationNames() throws IOException {
    Pki pki = Pki.create();
    Pki.Authority root = pki.root("Example Root");
    Pki.Held server = root.server("localhost").dns("localhost").issue();
    Pki.Held proxy = root.client("edge-1").dns("edge-1.proxy.example").issue();
    write("client-ca.pem", root.pem());
    write("application-ca.pem", root.pem());
    write("server.pem", server.chainPem());
    write("server.key", server.privateKeyPem());
    write("server-identity.pem", server.chainPem() + server.privateKeyPem());
    write("proxy.pem", proxy.chainPem());
    write("proxy.key", proxy.privateKeyPem());
    write("proxy-identity.pem", proxy.chainPem() + proxy.privateKeyPem());
  }

  @ParameterizedTest
  @CsvSource({
    "NGINX, nginx",
    "NGINX, ingress-nginx",
    "NGINX, rfc9440",
    "ENVOY, envoy",
    "ENVOY, istio",
    "ENVOY, envoy-json",
    "HAPROXY, haproxy",
    "HAPROXY, azure-app-service",
    "HAPROXY, rfc9440",
    "APACHE, apache",
    "APACHE, ingress-nginx",
    "APACHE, tomcat-sslvalve",
    "APACHE, rfc9440",
    "CADDY, caddy",
    "CADDY, rfc9440",
    "CADDY_2_6, caddy",
    "CADDY_2_6, rfc9440"
  })
  void programAcceptsIt(Target target, String format) throws IOException {
    assertAccepted(target, format, BASIC, "--backend=https://localhost:8443");
    assertAccepted(
        target, format, MTLS, "--backend=https://127.0.0.1:8443", "--backend-name=a.example");
    assertAccepted(target, format, BASIC, "--backend=http://127.0.0.1:8080");
    assertAccepted(target, format, BASIC, "--backend=https://[::1]:8443", "--listen=[::1]:18445");
    assertAccepted(
        target, format, BASIC, "--backend=https://localhost:8443", "--session-resumption");
    assertAccepted(target, format, BASIC, "--backend=https://localhost:8443", "--websocket");
    assertAccepted(
        target, format, BASIC, "--backend=https://localhost:8443", "--listen=127.0.0.1:18443");
    assertAccepted(target, format, BASIC, "--backend=https://localhost:8443", "--files=" + folder);
  }

  @ParameterizedTest
  @CsvSource({
    "NGINX, nginx",
    "NGINX, rfc9440",
    "APACHE, apache",
    "APACHE, rfc9440",
    "CADDY, rfc9440",
    "CADDY_2_6, rfc9440"
  })
  void programAcceptsTheIncludeInAnotherConfiguration(Target target, String format)
      throws IOException {
    write(
        "proxymtls.properties",
        "proxymtls.format=" + format + "\nproxymtls.client.self-signed=pinned\n" + BASIC);
    CommandLineRun run =
        CommandLineRun.of(
            "configure",
            target.label(),
            "--config=" + folder.resolve("proxymtls.properties"),
            "--output=" + folder,
            "--include",
            "--websocket",
            "--backend=https://localhost:8443");
    assertThat(run.status()).as(run.err()).isZero();
    String include = Files.readString(folder.resolve(Objects.requireNonNull(target.includeFile())));
    String site =
        LOAD_MODULE.matcher(include).results().map(MatchResult::group).findAny().orElse("");
    for (String verification : verifications(target)) {
      write(target.files().get(0), site + including(target).replace("VERIFICATION", verification));
      SyntaxCheck check = check(target);
      assertThat(check.accepted()).as(check.printed()).isTrue();
    }
  }

  /**
   * What the head of the include names: one that verifies, and one that leaves it to the filter.
   */
  private static List<String> verifications(Target target) {
    return switch (target) {
      case NGINX ->
          List.of(
              "ssl_verify_client on; ssl_client_certificate client-ca.pem;",
              "ssl_verify_client optional_no_ca; ssl_trusted_certificate client-ca.pem;");
      case APACHE ->
          List.of(
              "SSLVerifyClient require\nSSLCACertificateFile client-ca.pem",
              """
              SSLVerifyClient optional_no_ca
              SSLOpenSSLConfCmd VerifyCAFile client-ca.pem
              SSLSessionTickets off
              """);
      case CADDY ->
          List.of("mode require_and_verify\ntrust_pool file client-ca.pem", "mode request");
      default ->
          List.of("mode require_and_verify\ntrusted_ca_cert_file client-ca.pem", "mode request");
    };
  }

  /** The configuration of a site that forwards no certificates by itself. */
  private static String including(Target target) {
    return switch (target) {
      case NGINX ->
          """
          error_log stderr warn;
          pid nginx.pid;
          events {}
          http {
            access_log off;
            server {
              listen 127.0.0.1:18443 ssl;
              ssl_certificate server.pem;
              ssl_certificate_key server.key;
              VERIFICATION
              include proxymtls.conf;
              location / { proxy_pass https://localhost:8443; }
            }
          }
          """;
      case APACHE ->
          """
          ServerName localhost
          PidFile httpd.pid
          ErrorLog error.log
          <IfDefine !modules>
            Define modules /usr/lib/apache2/modules
          </IfDefine>
          LoadModule mpm_event_module ${modules}/mod_mpm_event.so
          LoadModule headers_module ${modules}/mod_headers.so
          LoadModule proxy_module ${modules}/mod_proxy.so
          LoadModule proxy_http_module ${modules}/mod_proxy_http.so
          LoadModule ssl_module ${modules}/mod_ssl.so
          Listen 127.0.0.1:18443
          <VirtualHost 127.0.0.1:18443>
            SSLEngine on
            SSLCertificateFile server.pem
            SSLCertificateKeyFile server.key
            VERIFICATION
            Include proxymtls.conf
            ProxyPass / https://localhost:8443/
          </VirtualHost>
          """;
      default ->
          """
          {
          	admin off
          	auto_https off
          }
          import proxymtls.caddy
          :18443 {
          	tls server.pem server.key {
          		client_auth {
          			VERIFICATION
          		}
          	}
          	import application
          }
          """;
    };
  }

  /** Traefik has no syntax check. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TRAEFIK")
  void programRejectsABrokenConfiguration(Target target) throws IOException {
    Files.writeString(folder.resolve(target.files().get(0)), "{ no configuration\n");
    SyntaxCheck check = check(target);
    assertThat(check.accepted()).as(check.printed()).isFalse();
  }

  private void assertAccepted(Target target, String format, String properties, String... options)
      throws IOException {
    write("proxymtls.properties", "proxymtls.format=" + format + "\n" + properties);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "configure",
                target.label(),
                "--config=" + folder.resolve("proxymtls.properties"),
                "--output=" + folder));
    arguments.addAll(List.of(options));
    if (arguments.stream().noneMatch(option -> option.startsWith("--listen="))) {
      arguments.add("--listen=127.0.0.1:18443");
      arguments.add("--listen-any-certificate=127.0.0.1:18444");
    }
    CommandLineRun run = CommandLineRun.of(arguments.toArray(String[]::new));
    assertThat(run.status()).as(run.err()).isZero();
    SyntaxCheck check = check(target);
    assertThat(check.accepted()).as(check.printed()).isTrue();
    assertThat(check.printed()).doesNotContainIgnoringCase(COMPLAINTS);
  }

  private SyntaxCheck check(Target target) throws IOException {
    try {
      return SyntaxCheck.run(target, folder);
    } catch (MissingProgramException missing) {
      throw Sites.skip(missing);
    }
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
  }
}
