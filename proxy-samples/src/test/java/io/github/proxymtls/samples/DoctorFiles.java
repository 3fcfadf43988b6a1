package io.github.proxymtls.samples;

import io.github.proxymtls.internal.proxy.RandomPassword;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The files of a filter behind NGINX: properties, users, anchors, registrations. */
final class DoctorFiles {

  final Pki pki = Pki.create();
  final Pki.Authority root = pki.root("Example Root");
  final Pki.Authority issuing = root.intermediate("Example Issuing CA");
  final Pki.Held client =
      issuing.client("svc").subject("CN=svc,O=Example Bank,C=XX").dns("svc.example").issue();

  private final Path folder;
  private final String credential;
  private final Map<String, String> keys = new LinkedHashMap<>();

  DoctorFiles(Path folder) {
    this.folder = folder;
    RandomPassword password = RandomPassword.make();
    this.credential = "edge-1:" + password.text();
    write("users", "edge-1:" + password.hash() + "\n");
    write("credential", credential + "\n");
    write("ca.pem", root.pem());
    write("intermediates.pem", issuing.pem());
    keys.put("proxymtls.format", "nginx");
    keys.put("proxymtls.proxy.authentication", "basic");
    keys.put("proxymtls.proxy.basic.users-file", "users");
    keys.put("proxymtls.client.trust-anchors", "ca.pem");
    keys.put("proxymtls.client.intermediates", "intermediates.pem");
    keys.put("proxymtls.client.revocation.methods", "off");
  }

  DoctorFiles with(String key, String value) {
    keys.put("proxymtls." + key, value);
    return this;
  }

  DoctorFiles without(String key) {
    keys.remove("proxymtls." + key);
    return this;
  }

  /** Writes a file and returns its path. */
  String write(String name, String text) {
    return write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  String write(String name, byte[] content) {
    try {
      return Files.write(folder.resolve(name), content).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the properties and returns their path. */
  String config() {
    return write(
        "proxymtls.properties",
        keys.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
            .collect(Collectors.joining()));
  }

  String path(String name) {
    return folder.resolve(name).toString();
  }

  /** Returns the value of the proxy's credential header. */
  String authorization() {
    return "Basic "
        + Base64.getEncoder().encodeToString(credential.getBytes(StandardCharsets.US_ASCII));
  }

  /** Returns the certificate header's value as NGINX writes it. */
  static String escaped(Pki.Held held) {
    return DoctorRun.percentEncoded(held.certificatePem());
  }
}
