package io.github.proxymtls.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.SiteCertificates;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Writes the headers of real proxies as vectors of the filter's tests; {@code
 * integration-tests/capture} runs it. All proxies must be installed, because all vectors refer to
 * the certificates created here.
 */
class Capture {

  private static final Path VECTORS = Path.of("..", "filter/src/test/resources/vectors");
  private static final String PREFIX = "captured-";

  /** The same certificates in every run, so that every difference comes from the proxies. */
  private static final long SEED = 9440;

  private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LIFETIME = Duration.ofDays(7300);

  private static final URI NOBODY = URI.create("http://crl.bank.example/clients.crl");

  @Test
  void everyProxyInEveryForm() throws Exception {
    Pki pki = Pki.insecureReproducible(SEED, Clock.fixed(MADE, ZoneOffset.UTC), LIFETIME);
    Clients clients = Clients.of(SiteCertificates.create(pki, MADE), NOBODY);
    Certificates certificates = Certificates.of(clients);
    Map<String, String> files = new TreeMap<>();
    certificates.files().forEach((name, text) -> files.put("certificates/" + name, text));
    for (ProxyKind kind : Column.kinds()) {
      files.putAll(CapturedProxy.play(kind, clients, certificates));
    }
    replace(files);
  }

  /** Writes only after everything succeeded. */
  private static void replace(Map<String, String> files) throws IOException {
    try (Stream<Path> all = Files.walk(VECTORS)) {
      for (Path file : all.toList()) {
        if (file.getFileName().toString().startsWith(PREFIX)) {
          Files.delete(file);
        }
      }
    }
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = VECTORS.resolve(file.getKey());
      assertThat(path.getFileName().toString()).startsWith(PREFIX);
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue(), StandardCharsets.UTF_8);
    }
  }
}
