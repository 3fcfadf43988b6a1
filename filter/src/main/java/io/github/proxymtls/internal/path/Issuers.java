package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.x509.DistinguishedName;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/** Certificates that may have issued others, by their subject. Anchors come first. Immutable. */
public final class Issuers {

  private final Map<DistinguishedName, List<PathNode>> bySubject;

  private Issuers(Map<DistinguishedName, List<PathNode>> bySubject) {
    this.bySubject = Map.copyOf(bySubject);
  }

  /**
   * Takes the configured ones; a certificate that occurs again is left out.
   *
   * @throws IllegalArgumentException if one is malformed
   */
  public static Issuers of(
      Collection<X509Certificate> anchors, Collection<X509Certificate> intermediates) {
    Map<DistinguishedName, List<PathNode>> bySubject = new HashMap<>();
    anchors.forEach(anchor -> add(bySubject, PathNode.anchor(ParsedCertificate.of(anchor))));
    intermediates.forEach(
        other -> add(bySubject, PathNode.intermediate(ParsedCertificate.of(other))));
    return new Issuers(bySubject);
  }

  private static void add(Map<DistinguishedName, List<PathNode>> bySubject, PathNode node) {
    List<PathNode> named =
        bySubject.computeIfAbsent(node.certificate().subject(), name -> new ArrayList<>());
    if (named.stream().noneMatch(other -> other.certificate().sameAs(node.certificate()))) {
      named.add(node);
    }
  }

  /** An anchor whose key one of the others has, be it an anchor or an intermediate; or null. */
  @Nullable ParsedCertificate anchorIn(Issuers others) {
    return nodes()
        .filter(
            node -> node.anchor() != null && others.nodes().anyMatch(other -> sameKey(node, other)))
        .map(PathNode::certificate)
        .findFirst()
        .orElse(null);
  }

  private Stream<PathNode> nodes() {
    return bySubject.values().stream().flatMap(List::stream);
  }

  private static boolean sameKey(PathNode one, PathNode other) {
    return key(one).equals(key(other));
  }

  private static SubjectPublicKeyInfo key(PathNode node) {
    return node.certificate().parsed().getSubjectPublicKeyInfo();
  }

  /** Those whose subject this is. */
  List<PathNode> named(DistinguishedName subject) {
    return bySubject.getOrDefault(subject, List.of());
  }

  /** True where this very certificate is configured. */
  boolean contains(ParsedCertificate certificate) {
    return named(certificate.subject()).stream()
        .anyMatch(node -> node.certificate().sameAs(certificate));
  }
}
