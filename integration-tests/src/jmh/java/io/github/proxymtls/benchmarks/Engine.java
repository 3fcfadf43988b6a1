package io.github.proxymtls.benchmarks;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/** Creates engines with temporary files, which are deleted when the JVM ends. */
final class Engine {

  private Engine() {}

  /**
   * Creates an engine for a proxy that authenticates as in {@link Request#byBasic}, with RFC 9440.
   */
  static ProxyMtls.Builder basic(Pki.Authority anchor) {
    return basic(file("anchors.pem", anchor.pem()));
  }

  /**
   * @param anchors a file
   */
  static ProxyMtls.Builder basic(String anchors) {
    byte[] salt = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    return of(anchors)
        .set("proxymtls.proxy.authentication", "basic")
        .set("proxymtls.proxy.basic.user", "edge-1")
        .set(
            "proxymtls.proxy.basic.password-hash",
            OpenBSDBCrypt.generate("2y", Request.PASSWORD.toCharArray(), salt, 4));
  }

  /** Creates an engine for a proxy {@code CN=edge-1} of a CA, with RFC 9440. */
  static ProxyMtls.Builder mutual(Pki.Authority anchor, Pki.Authority proxies) {
    return mutual(file("anchors.pem", anchor.pem()), proxies);
  }

  /**
   * @param anchors a file
   */
  static ProxyMtls.Builder mutual(String anchors, Pki.Authority proxies) {
    return of(anchors)
        .set("proxymtls.proxy.authentication", "mtls")
        .set("proxymtls.proxy.mtls.trust-anchors", file("proxies.pem", proxies.pem()))
        .set("proxymtls.proxy.mtls.subject-dn", "CN=edge-1");
  }

  private static ProxyMtls.Builder of(String anchors) {
    return ProxyMtls.builder()
        .set("proxymtls.format", "rfc9440")
        .set("proxymtls.client.trust-anchors", anchors)
        .set("proxymtls.reload-interval", "0");
  }

  static String file(String name, String content) {
    try {
      Path file = Files.createTempFile("proxymtls-benchmark-", name);
      file.toFile().deleteOnExit();
      return Files.writeString(file, content).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
