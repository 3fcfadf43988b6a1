package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.x509.ExtendedKeyUsageRule;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** Validates the path in a PEM file, from the leaf to the anchor, in a separate JVM. */
final class PathJudge {

  private PathJudge() {}

  public static void main(String[] arguments) throws Exception {
    try (InputStream file = Files.newInputStream(Path.of(arguments[0]))) {
      List<X509Certificate> path =
          CertificateFactory.getInstance("X.509").generateCertificates(file).stream()
              .map(X509Certificate.class::cast)
              .toList();
      int anchor = path.size() - 1;
      PathResult result =
          PathValidator.of(
                  path.subList(anchor, path.size()), List.of(), ExtendedKeyUsageRule.CLIENT_AUTH)
              .validate(path.subList(0, anchor), Instant.now());
      System.out.println(
          result instanceof PathResult.NoPath none
              ? none.refusal().reason().code() + " " + none.refusal().detail()
              : "valid");
    }
  }
}
