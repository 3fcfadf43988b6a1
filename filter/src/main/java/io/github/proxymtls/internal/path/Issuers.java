package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.config.FileEntry;
import io.github.proxymtls.internal.config.FileKind;
import io.github.proxymtls.internal.x509.DistinguishedName;
import io.github.proxymtls.internal.x509.LeafText;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/** The certificates that may have issued others, by subject. Anchors come first. */
public final class Issuers {

  private final Map<DistinguishedName, List<PathNode>> bySubject;
  private final String files;
  private final Set<X509Certificate> anchors;
  private final Set<X509Certificate> all;

  private Issuers(Map<DistinguishedName, List<PathNode>> bySubject, String files) {
    this.bySubject = Map.copyOf(bySubject);
    this.files = files;
    this.anchors = x509Certificates(node -> node.anchor() != null);
    this.all = x509Certificates(node -> true);
  }

  private Set<X509Certificate> x509Certificates(Predicate<PathNode> which) {
    return nodes()
        .filter(which)
        .map(PathNode::x509Certificate)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Returns the same certificates with the names of their files, for messages. */
  Issuers from(String names) {
    return new Issuers(bySubject, names);
  }

  /** Returns the files that hold them, for messages. */
  String files() {
    return files;
  }

  /**
   * Creates an index of the configured certificates, without duplicates.
   *
   * @throws IllegalArgumentException if one is malformed
   */
  public static Issuers of(
      Collection<X509Certificate> anchors, Collection<X509Certificate> intermediates) {
    Map<DistinguishedName, List<PathNode>> bySubject = new HashMap<>();
    anchors.forEach(anchor -> add(bySubject, PathNode.anchor(ParsedCertificate.of(anchor))));
    intermediates.forEach(
        other -> add(bySubject, PathNode.intermediate(ParsedCertificate.of(other))));
    return new Issuers(bySubject, "the configured anchors");
  }

  private static void add(Map<DistinguishedName, List<PathNode>> bySubject, PathNode node) {
    List<PathNode> named =
        bySubject.computeIfAbsent(node.certificate().subject(), name -> new ArrayList<>());
    if (named.stream().noneMatch(other -> other.certificate().sameAs(node.certificate()))) {
      named.add(node);
    }
  }

  /**
   * Returns an anchor that has the key of an anchor or intermediate certificate of the others, or
   * null.
   */
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

  /**
   * Returns an entry for each configured certificate.
   *
   * @param anchors the kind of the anchors' file
   */
  List<FileEntry> entries(FileKind anchors) {
    return nodes()
        .map(
            node ->
                entry(node.certificate(), node.anchor() == null ? FileKind.INTERMEDIATES : anchors))
        .toList();
  }

  private static FileEntry entry(ParsedCertificate certificate, FileKind kind) {
    return new FileEntry(
        kind,
        LeafText.text(certificate.parsed().getSubject()),
        certificate.thumbprint(),
        certificate.notAfter(),
        false);
  }

  /** Returns the certificates with this subject. */
  List<PathNode> named(DistinguishedName subject) {
    return bySubject.getOrDefault(subject, List.of());
  }

  /** Returns true if exactly these certificates are configured, and the last one as an anchor. */
  boolean containsAll(List<X509Certificate> certificates) {
    return anchors.contains(certificates.get(certificates.size() - 1))
        && all.containsAll(certificates);
  }

  /** Returns true if exactly this certificate is configured. */
  boolean contains(ParsedCertificate certificate) {
    return named(certificate.subject()).stream()
        .anyMatch(node -> node.certificate().sameAs(certificate));
  }
}
