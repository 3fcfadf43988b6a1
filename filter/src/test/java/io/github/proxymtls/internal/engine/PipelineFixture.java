package io.github.proxymtls.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Facts;
import io.github.proxymtls.internal.binding.BindingSources;
import io.github.proxymtls.internal.binding.ClientBinding;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.reader.ConfigurationReader;
import io.github.proxymtls.internal.config.reader.InCode;
import io.github.proxymtls.internal.config.reader.Settings;
import io.github.proxymtls.internal.revocation.Revocation;
import io.github.proxymtls.testing.MovingClock;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline whose caches can be looked at. */
abstract class PipelineFixture {

  // htpasswd -nbBC 4 edge-1 secret
  private static final String HASH = "$2y$04$4tY/9D4E1d54sAmxPAi87eVhwC9395ZSHhx3R72ALJfPwviLa.O0W";
  private static final String CREDENTIAL = "Basic ZWRnZS0xOnNlY3JldA==";

  static final Pki PKI = Pki.create();
  static final Pki.Authority ROOT = PKI.root("Root");

  @TempDir private Path folder;

  final MovingClock clock = new MovingClock();
  CertificateStage.Caches caches;

  static Facts tls(List<X509Certificate> chain) {
    return new Facts().withTls(chain);
  }

  /** Returns the configuration that also accepts clients that connect directly over TLS. */
  Map<String, String> direct() throws IOException {
    return Map.of(
        "client.source", "header-or-tls",
        "proxy.authentication", "basic,mtls",
        "proxy.mtls.trust-anchors", file("proxies.pem", PKI.root("Proxies").pem()),
        "proxy.mtls.subject-dn", "CN=edge-1");
  }

  static Facts proxy() {
    return new Facts().and("Proxy-Authorization", CREDENTIAL);
  }

  Pipeline pipeline(Map<String, String> more) throws IOException {
    Map<String, String> keys = new HashMap<>();
    keys.put("format", "nginx");
    keys.put("proxy.authentication", "basic");
    keys.put("proxy.basic.user", "edge-1");
    keys.put("proxy.basic.password-hash", HASH);
    keys.put("client.trust-anchors", file("anchors.pem", ROOT.pem()));
    keys.putAll(more);
    Map<String, String> named = new HashMap<>();
    keys.forEach((key, value) -> named.put("proxymtls." + key, value));
    Problems problems = new Problems();
    Settings settings =
        Settings.read(List.of(new Settings.Source("code", named)), Map.of(), Map.of(), problems);
    Configuration configuration = ConfigurationReader.read(settings, InCode.NOTHING, problems);
    assertThat(problems.list()).isEmpty();
    caches = CertificateStage.Caches.of(Objects.requireNonNull(configuration));
    StageLoader loader =
        new StageLoader(
            configuration,
            0,
            new Snapshot.Dependencies(
                BindingSources.NONE,
                new Revocation(clock, () -> {}),
                caches,
                clock,
                Snapshot.DecisionTimer.NONE),
            problems);
    StageLoader.Loaded loaded = loader.load(null, false);
    ClientBinding binding =
        ClientBinding.load(configuration.binding(), BindingSources.NONE, null, clock, problems);
    assertThat(problems.list()).isEmpty();
    return new Pipeline(
        configuration, Objects.requireNonNull(loaded).stages(), Objects.requireNonNull(binding));
  }

  String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }
}
