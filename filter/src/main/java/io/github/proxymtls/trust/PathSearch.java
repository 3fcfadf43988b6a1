package io.github.proxymtls.trust;

import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the ways from a leaf to an anchor, each link by name and signature; whether such a path is
 * valid is not told here. The work is bounded whatever a peer brings. Good for one leaf.
 *
 * <p>A link whose signature or key the {@link AlgorithmPolicy} refuses is not verified; it counts
 * by its name alone, and flaws every path through it.
 */
final class PathSearch {

  /** No search looks at more links. */
  static final int MAXIMUM_LINKS = 64;

  /** No search finds more paths. */
  static final int MAXIMUM_PATHS = 8;

  /** No path has more certificates, leaf and anchor included. */
  static final int MAXIMUM_LENGTH = 12;

  private final PathRules rules;
  private final Issuers configured;
  private final List<Node> forwarded;
  private final Map<Node, Optional<PublicKey>> keys = new HashMap<>();
  private final List<Node> way = new ArrayList<>();
  private final List<CandidatePath> paths = new ArrayList<>();
  private int links;
  private boolean known;

  private PathSearch(PathRules rules, Issuers configured, List<Node> forwarded) {
    this.rules = rules;
    this.configured = configured;
    this.forwarded = forwarded;
  }

  /**
   * Searches from a leaf.
   *
   * @param forwarded certificates that may help, none of them configured
   */
  static PathSearch from(Node leaf, PathRules rules, Issuers configured, List<Node> forwarded) {
    PathSearch search = new PathSearch(rules, configured, forwarded);
    search.way.add(leaf);
    search.extend(null);
    return search;
  }

  /** The paths, at most {@link #MAXIMUM_PATHS}. */
  List<CandidatePath> paths() {
    return paths;
  }

  /** True where a configured certificate issued the leaf or a forwarded one above it. */
  boolean known() {
    return known;
  }

  /** True where a bound was reached, so that there may be more than was found. */
  boolean exhausted() {
    return links >= MAXIMUM_LINKS || paths.size() >= MAXIMUM_PATHS;
  }

  private void extend(@Nullable String flaw) {
    Node last = way.get(way.size() - 1);
    DistinguishedName name = last.certificate().issuer();
    for (Node issuer : configured.named(name)) {
      follow(last, issuer, flaw);
    }
    for (Node issuer : forwarded) {
      if (issuer.certificate().subject().equals(name)) {
        follow(last, issuer, flaw);
      }
    }
  }

  private void follow(Node last, Node issuer, @Nullable String flawBelow) {
    if (exhausted() || way.size() == MAXIMUM_LENGTH || way.contains(issuer)) {
      return;
    }
    links++;
    String flaw = flaw(last, issuer);
    if (flaw == null && !signed(last, issuer)) {
      return;
    }
    known |= issuer.configured();
    way.add(issuer);
    String flawSoFar = flawBelow == null ? flaw : flawBelow;
    if (issuer.anchor() == null) {
      extend(flawSoFar);
    } else {
      paths.add(new CandidatePath(way, flawSoFar));
    }
    way.remove(way.size() - 1);
  }

  /** The key is built once: a large RSA key costs more to build than to use. */
  private boolean signed(Node last, Node issuer) {
    return keys.computeIfAbsent(issuer, node -> BouncyCastle.key(node.readable()))
        .filter(key -> BouncyCastle.signed(last.readable(), key))
        .isPresent();
  }

  private @Nullable String flaw(Node last, Node issuer) {
    String signature = rules.signatures().flaw(last.certificate().parsed());
    if (signature != null) {
      return Validity.position(way.size() - 1) + ": " + signature;
    }
    String key = rules.keyFlaw(issuer);
    return key == null ? null : Validity.position(way.size()) + ": " + key;
  }
}
