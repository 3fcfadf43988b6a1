package io.github.proxymtls.trust;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
