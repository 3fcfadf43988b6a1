package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.x509.DistinguishedName;
import io.github.proxymtls.internal.x509.LeafText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Explains to the operator why no path from a leaf reaches an anchor: the certificate of an issuer
 * is missing, or a configured certificate of its name has another key. The text is for the log.
 * Where the search found no signature, it follows the names, which are not verified.
 */
final class MissingIssuer {

  private final Issuers configured;
  private final List<PathNode> forwarded;
  private final PathSearch search;

  /**
   * @param search the search that found no path
   */
  MissingIssuer(Issuers configured, List<PathNode> forwarded, PathSearch search) {
    this.configured = configured;
    this.forwarded = forwarded;
    this.search = search;
  }

  /** Returns the explanation, which follows "no path to a configured anchor". */
  String explain(PathNode leaf) {
    List<PathNode> seen = new ArrayList<>();
    PathNode top = leaf;
    for (PathNode next = leaf; next != null && !seen.contains(next); next = above(next)) {
      seen.add(next);
      top = next;
    }
    String name = LeafText.text(top.certificate().parsed().getIssuer());
    if (!configured.named(top.certificate().issuer()).isEmpty()) {
      return ": the configured CA '"
          + name
          + "' has another key than the issuer of "
          + (top == leaf ? "the leaf" : "a CA certificate")
          + " (a CA that was renewed has a new certificate); "
          + configured.files()
          + " must hold the issuer's";
    }
    if (top.certificate().selfIssued()) {
      return ": '" + name + "' is self-signed; " + configured.files() + " must hold it";
    }
    return ": no certificate of the issuer '"
        + name
        + "' is configured or was sent; "
        + configured.files()
        + " must hold it";
  }

  /** Returns the issuer of a certificate, verified if it is configured; null if none is known. */
  private @Nullable PathNode above(PathNode certificate) {
    DistinguishedName issuer = certificate.certificate().issuer();
    List<PathNode> named = configured.named(issuer);
    for (PathNode candidate : named) {
      if (search.isLinked(certificate, candidate)) {
        return candidate;
      }
    }
    return named.isEmpty()
        ? forwarded.stream()
            .filter(other -> other.certificate().subject().equals(issuer))
            .findFirst()
            .orElse(null)
        : null;
  }
}
