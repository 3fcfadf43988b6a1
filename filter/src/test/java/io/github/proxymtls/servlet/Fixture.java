package io.github.proxymtls.servlet;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/** A proxy, its clients, and an engine that knows them: RFC 9440 headers, Basic credential. */
final class Fixture {

  static final String CERTIFICATE_HEADER = "Client-Cert";
  static final String CREDENTIAL_HEADER = "Proxy-Authorization";

  static final String SECRET = "s3cret-of-the-proxy";
  static final String HASH =
      OpenBSDBCrypt.generate(
          "2y", SECRET.toCharArray(), "0123456789abcdef".getBytes(StandardCharsets.US_ASCII), 4);

  final Pki pki = Pki.create();
  final Pki.Authority root = pki.root("Example Root");
  final Pki.Authority proxies = pki.root("Example Proxy CA");
  final Pki.Authority services = pki.root("Example Service CA");
  final Pki.Held service = services.client("service").issue();
  final Pki.Held client = root.client("svc").subject("CN=svc,O=Acme").dns("svc.example").issue();
  final Pki.Held other = root.client("other").issue();
  final Pki.Held proxy = proxies.client("edge-1").issue();
  final Pki.Held server = root.server("localhost").dns("localhost").ip("127.0.0.1").issue();
  private final Path folder;

  Fixture(Path folder) {
    this.folder = folder;
  }

  /** Everything that a working configuration needs; the rest is up to the test. */
  ProxyMtls.Builder engine() {
    return ProxyMtls.builder()
        .set("proxymtls.format", "rfc9440")
        .set("proxymtls.proxy.authentication", "basic")
        .set("proxymtls.proxy.basic.user", "edge-1")
        .set("proxymtls.proxy.basic.password-hash", HASH)
        .set("proxymtls.client.trust-anchors", file("root.pem", root.pem()));
  }

  /** The same as init-parameters. */
  Map<String, String> parameters() {
    return Map.of(
        "proxymtls.format", "rfc9440",
        "proxymtls.proxy.authentication", "basic",
        "proxymtls.proxy.basic.user", "edge-1",
        "proxymtls.proxy.basic.password-hash", HASH,
        "proxymtls.client.trust-anchors", file("root.pem", root.pem()));
  }

  /** The same, but the proxy authenticates by its certificate. */
  ProxyMtls.Builder mutualEngine() {
    return ProxyMtls.builder()
        .set("proxymtls.format", "rfc9440")
        .set("proxymtls.proxy.authentication", "mtls")
        .set("proxymtls.proxy.mtls.trust-anchors", file("proxies.pem", proxies.pem()))
        .set("proxymtls.proxy.mtls.subject-dn", "CN=edge-1")
        .set("proxymtls.client.trust-anchors", file("root.pem", root.pem()));
  }

  String file(String name, String content) {
    try {
      return Files.writeString(folder.resolve(name), content).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds the proxy's credential and a client's certificate. */
  static Wire from(Wire request, Pki.Held certificate) {
    return credential(request).header(CERTIFICATE_HEADER, value(certificate));
  }

  static Wire credential(Wire request) {
    return request.header(CREDENTIAL_HEADER, basic("edge-1:" + SECRET));
  }

  static String basic(String userAndPassword) {
    return "Basic "
        + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
  }

  static String value(Pki.Held certificate) {
    return ":" + Base64.getEncoder().encodeToString(certificate.der()) + ":";
  }
}
