package io.github.proxymtls.trust;

import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A way from a leaf to an anchor, linked by names and signatures, and not yet valid.
 *
 * @param nodes leaf first, the anchor last
 * @param flaw what the algorithm policy says against it; null where nothing
 */
record CandidatePath(List<Node> nodes, @Nullable String flaw) {

  CandidatePath {
    nodes = List.copyOf(nodes);
  }

  /**
   * Why the path is invalid by RFC 5280 section 6.1, by the anchor's own limits or by an extended
   * key usage above the leaf; null where it is valid. Dates are included.
   */
  @Nullable String invalidity(PathRules rules, List<X509Certificate> shown, Instant now) {
    for (int i = 1; i < nodes.size(); i++) {
      if (!KeyUsages.mayIssueClients(nodes.get(i).certificate(), rules.extendedKeyUsage())) {
        return Validity.position(i) + " lacks clientAuth in its extended key usage";
      }
    }
    if (issuersBelowAnchor() > rules.issuers()) {
      return "more than " + rules.issuers() + " issuers below the anchor";
    }
    Node top = nodes.get(nodes.size() - 1);
    Integer limit = KeyUsages.pathLength(top.certificate());
    if (limit != null && issuersBelowAnchor() > limit) {
      return "the anchor's path length is " + limit;
    }
    List<X509Certificate> below =
        nodes.subList(0, nodes.size() - 1).stream().map(Node::readable).toList();
    TrustAnchor anchor = Objects.requireNonNull(top.anchor());
    String invalidity = BouncyCastle.invalidity(below, anchor, rules.inputs(), now);
    return invalidity == null && Platform.understands(top.certificate())
        ? Platform.invalidity(shown, rules.inputs(), now)
        : invalidity;
  }

  /** Without those that name themselves as issuer (RFC 5280 section 4.2.1.9). */
  private long issuersBelowAnchor() {
    return nodes.subList(1, nodes.size() - 1).stream()
        .filter(node -> !node.certificate().selfIssued())
        .count();
  }

  /** The certificates as an application gets them. */
  List<X509Certificate> shown() {
    return nodes.stream().map(node -> node.certificate().shown()).toList();
  }
}
