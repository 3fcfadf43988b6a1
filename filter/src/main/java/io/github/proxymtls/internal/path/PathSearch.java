package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.path.Links.Link;
import io.github.proxymtls.internal.x509.DistinguishedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the paths from a leaf to an anchor by names and signatures. It does not validate them. One
 * instance serves one leaf.
 *
 * <h2>The work is bounded for every input</h2>
 *
 * <p>The search starts at the certificates that the configured ones issued, and continues with
 * those that these issued. It never follows a certificate without a known issuer. An unrelated
 * certificate therefore costs at most one signature verification for each configured certificate
 * that it names as its issuer. The limits below apply in addition.
 */
public final class PathSearch {

  /** The log message after a limit was reached. */
  static final String LIMIT_REACHED =
      "path-search-limit: the path search reached one of its limits";

  /** The maximum number of steps of a search. */
  static final int MAXIMUM_STEPS = 256;

  /** The maximum number of paths that a search finds. */
  static final int MAXIMUM_PATHS = 32;

  /** The maximum number of certificates in a path, including leaf and anchor. */
  public static final int MAXIMUM_LENGTH = 12;

  private final Issuers configured;
  private final Links links;
  private final List<PathNode> reachable = new ArrayList<>();
  private final List<PathNode> current = new ArrayList<>();
  private final List<CandidatePath> paths = new ArrayList<>();
  private int steps;
  private boolean known;
  private boolean limitReached;

  private PathSearch(PathRules rules, Issuers configured) {
    this.configured = configured;
    this.links = new Links(rules);
  }

  /**
   * Searches from a leaf.
   *
   * @param forwarded the certificates that the peer sent, without configured ones
   */
  static PathSearch from(
      PathNode leaf, PathRules rules, Issuers configured, List<PathNode> forwarded) {
    PathSearch search = new PathSearch(rules, configured);
    search.findReachable(forwarded);
    search.current.add(leaf);
    search.extend(null);
    return search;
  }

  /** Returns the paths, at most {@link #MAXIMUM_PATHS}. */
  List<CandidatePath> paths() {
    return paths;
  }

  /**
   * Returns true if a configured certificate issued the leaf or a forwarded certificate above it.
   */
  boolean known() {
    return known;
  }

  /** Returns true if a limit was reached, so that there may be more paths than were found. */
  boolean exhausted() {
    return limitReached || isOver() || links.exhausted();
  }

  /** Returns true if the search found that the issuer signed the certificate. */
  boolean isLinked(PathNode certificate, PathNode issuer) {
    return links.between(certificate, issuer).isPresent();
  }

  /** Returns the number of verified signatures. */
  int signatures() {
    return links.signatures();
  }

  private boolean isOver() {
    return steps >= MAXIMUM_STEPS || paths.size() >= MAXIMUM_PATHS;
  }

  private void findReachable(List<PathNode> forwarded) {
    List<PathNode> others = new ArrayList<>(forwarded);
    int before;
    do {
      before = others.size();
      for (PathNode other : List.copyOf(others)) {
        if (issuers(other).stream().anyMatch(issuer -> links.between(other, issuer).isPresent())) {
          reachable.add(other);
          others.remove(other);
        }
      }
    } while (others.size() < before);
  }

  /** Returns the reachable certificates whose subject is the issuer of the certificate. */
  private List<PathNode> issuers(PathNode certificate) {
    DistinguishedName name = certificate.certificate().issuer();
    List<PathNode> issuers = new ArrayList<>(configured.named(name));
    for (PathNode other : reachable) {
      if (other.certificate().subject().equals(name)) {
        issuers.add(other);
      }
    }
    return issuers;
  }

  private void extend(@Nullable String flaw) {
    PathNode last = current.get(current.size() - 1);
    for (PathNode issuer : issuers(last)) {
      follow(last, issuer, flaw);
    }
  }

  private void follow(PathNode last, PathNode issuer, @Nullable String flawBelow) {
    if (isOver() || current.contains(issuer)) {
      return;
    }
    if (current.size() == MAXIMUM_LENGTH) {
      limitReached = true;
      return;
    }
    steps++;
    Optional<Link> link = links.between(last, issuer);
    if (link.isEmpty()) {
      return;
    }
    known = true;
    String flaw = flawBelow == null ? flaw(link.get()) : flawBelow;
    current.add(issuer);
    if (issuer.anchor() == null) {
      extend(flaw);
    } else {
      paths.add(new CandidatePath(current, flaw));
    }
    current.remove(current.size() - 1);
  }

  private @Nullable String flaw(Link link) {
    if (link.signatureFlaw() != null) {
      return Validity.position(current.size() - 1) + ": " + link.signatureFlaw();
    }
    return link.keyFlaw() == null
        ? null
        : Validity.position(current.size()) + ": " + link.keyFlaw();
  }
}
