package io.github.proxymtls.trust;

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
final class Issuers {

  private final Map<DistinguishedName, List<Node>> bySubject;

  private Issuers(Map<DistinguishedName, List<Node>> bySubject) {
    this.bySubject = Map.copyOf(bySubject);
  }

  /**
   * Takes the configured ones; a certificate that occurs again is left out.
   *
   * @throws IllegalArgumentException if one is malformed
   */
  static Issuers of(
      Collection<X509Certificate> anchors, Collection<X509Certificate> intermediates) {
    Map<DistinguishedName, List<Node>> bySubject = new HashMap<>();
    anchors.forEach(anchor -> add(bySubject, Node.anchor(Candidate.of(anchor))));
    intermediates.forEach(other -> add(bySubject, Node.intermediate(Candidate.of(other))));
    return new Issuers(bySubject);
  }

  private static void add(Map<DistinguishedName, List<Node>> bySubject, Node node) {
    List<Node> named =
        bySubject.computeIfAbsent(node.certificate().subject(), name -> new ArrayList<>());
    if (named.stream().noneMatch(other -> other.certificate().sameAs(node.certificate()))) {
      named.add(node);
    }
  }

  /** An anchor whose key one of the others has, be it an anchor or an intermediate; or null. */
  @Nullable Candidate anchorIn(Issuers others) {
    return nodes()
        .filter(
            node -> node.anchor() != null && others.nodes().anyMatch(other -> sameKey(node, other)))
        .map(Node::certificate)
        .findFirst()
        .orElse(null);
  }

  private Stream<Node> nodes() {
    return bySubject.values().stream().flatMap(List::stream);
  }

  private static boolean sameKey(Node one, Node other) {
    return key(one).equals(key(other));
  }

  private static SubjectPublicKeyInfo key(Node node) {
    return node.certificate().parsed().getSubjectPublicKeyInfo();
  }

  /** Those whose subject this is. */
  List<Node> named(DistinguishedName subject) {
    return bySubject.getOrDefault(subject, List.of());
  }

  /** True where this very certificate is configured. */
  boolean contains(Candidate certificate) {
    return named(certificate.subject()).stream()
        .anyMatch(node -> node.certificate().sameAs(certificate));
  }
}
