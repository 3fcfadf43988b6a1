package io.github.proxymtls.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.internal.config.ClientRules.Validation;
import io.github.proxymtls.internal.config.Configuration.Source;
import io.github.proxymtls.internal.config.ProxyRules.Method;
import io.github.proxymtls.internal.config.ProxyRules.UntrustedPeer;
import io.github.proxymtls.internal.config.reader.ConfigurationReader;
import io.github.proxymtls.internal.config.reader.InCode;
import io.github.proxymtls.internal.config.reader.Settings;
import io.github.proxymtls.internal.header.Encoding;
import io.github.proxymtls.internal.header.HeaderLimits;
import io.github.proxymtls.internal.header.Preset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Complete configurations, read from files as an operator writes them. */
class SampleConfigurationTest {

  @TempDir private Path folder;

  @Test
  void readsNginxWithBasic() throws IOException {
    Configuration read =
        read(
            """
            proxymtls.format=nginx
            proxymtls.proxy.authentication=basic
            proxymtls.proxy.basic.users-file=users
            proxymtls.client.trust-anchors=client-ca.pem
            proxymtls.binding.clients=clients.json
            proxymtls.binding.client-authentication=/oauth2/token
            proxymtls.binding.protected-resources=/api/*
            proxymtls.paths.exclude=/health
            """);

    assertThat(read.source()).isEqualTo(Source.HEADER);
    assertThat(read.profiles().get(0).format())
        .isEqualTo(Objects.requireNonNull(Preset.named("nginx")).format());
    assertThat(read.profiles().get(0).proxy())
        .isEqualTo(
            new ProxyRules(
                java.util.Set.of(Method.BASIC),
                new ProxyRules.Basic(
                    "Proxy-Authorization",
                    new Resource(
                        "proxymtls.proxy.basic.users-file", "users", folder.resolve("users")),
                    null,
                    null),
                null,
                null,
                UntrustedPeer.REJECT));
    assertThat(read.profiles().get(0).client().required()).isTrue();
    assertThat(read.profiles().get(0).client().validation()).isEqualTo(Validation.PKIX);
    assertThat(Objects.requireNonNull(read.profiles().get(0).client().trustAnchors()).path())
        .isEqualTo(folder.resolve("client-ca.pem"));
    assertThat(read.profiles().get(0).client().pinned()).isFalse();
    assertThat(read.exclude()).containsExactly(new PathPattern("/health"));
    assertThat(read.binding().clientAuthentication())
        .containsExactly(new PathPattern("/oauth2/token"));
    assertThat(read.limits()).isEqualTo(new HeaderLimits(32 * 1024, 64 * 1024, 12 * 1024, 10));
    assertThat(read.cacheTimeToLive()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void readsEnvoyWithMtls() throws IOException {
    Configuration read =
        read(
            """
            proxymtls.format=envoy
            proxymtls.proxy.authentication=mtls,address
            proxymtls.proxy.mtls.trust-anchors=file:/etc/proxymtls/proxies.pem
            proxymtls.proxy.mtls.subject-dn.1=CN=edge-1,O=Acme
            proxymtls.proxy.mtls.subject-dn.2=CN=edge-2,O=Acme
            proxymtls.proxy.address.allow=10.0.0.0/8, ::1
            proxymtls.proxy.untrusted-peer=strip
            proxymtls.client.trust-anchors=classpath:ca.pem
            proxymtls.client.certificate=optional
            proxymtls.client.source=header-or-tls
            """);

    ProxyRules proxy = Objects.requireNonNull(read.profiles().get(0).proxy());
    assertThat(read.source()).isEqualTo(Source.HEADER_OR_TLS);
    assertThat(Objects.requireNonNull(read.profiles().get(0).format()).encoding())
        .isEqualTo(Encoding.XFCC);
    assertThat(proxy.methods()).containsExactlyInAnyOrder(Method.MTLS, Method.ADDRESS);
    assertThat(Objects.requireNonNull(proxy.mtls()).subjectDns())
        .containsExactly("CN=edge-1,O=Acme", "CN=edge-2,O=Acme");
    assertThat(Objects.requireNonNull(proxy.mtls()).trustAnchors().path())
        .isEqualTo(Path.of("/etc/proxymtls/proxies.pem"));
    assertThat(Objects.requireNonNull(proxy.address()).allow())
        .containsExactly("10.0.0.0/8", "::1");
    assertThat(proxy.untrustedPeer()).isEqualTo(UntrustedPeer.STRIP);
    assertThat(read.profiles().get(0).client().required()).isFalse();
  }

  @Test
  void readsRfc9440WithInlineUser() throws IOException {
    Configuration read =
        read(
            """
            proxymtls.format=rfc9440
            proxymtls.header.verify=X-Client-Verify
            proxymtls.header.verify-success=SUCCESS, OK
            proxymtls.proxy.authentication=basic
            proxymtls.proxy.basic.header=X-Proxy-Authorization
            proxymtls.proxy.basic.user=edge
            proxymtls.proxy.basic.password-hash=$2y$10$abcdefghijklmnopqrstuuMXvXJjyGQnbxbGWS3d0Xyd6zMRAaHMe
            proxymtls.client.validation=proxy
            """);

    assertThat(Objects.requireNonNull(read.profiles().get(0).format()).verify())
        .isEqualTo("X-Client-Verify");
    assertThat(read.profiles().get(0).format().verifySuccess())
        .containsExactlyInAnyOrder("SUCCESS", "OK");
    assertThat(read.profiles().get(0).client().validation()).isEqualTo(Validation.PROXY);
    ProxyRules.Basic basic =
        Objects.requireNonNull(Objects.requireNonNull(read.profiles().get(0).proxy()).basic());
    assertThat(basic.user()).isEqualTo("edge");
    assertThat(basic.header()).isEqualTo("X-Proxy-Authorization");
  }

  private Configuration read(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("proxymtls.properties"), text);
    Problems problems = new Problems();
    Settings settings =
        Settings.read(List.of(), Map.of("proxymtls.config", file.toString()), Map.of(), problems);
    Configuration read = ConfigurationReader.read(settings, InCode.NOTHING, problems);
    assertThat(problems.list()).isEmpty();
    return Objects.requireNonNull(read);
  }
}
