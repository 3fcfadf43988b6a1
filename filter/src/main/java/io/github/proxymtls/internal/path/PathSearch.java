package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.path.Links.Link;
import io.github.proxymtls.internal.x509.DistinguishedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the ways from a leaf to an anchor, each link by name and signature; whether such a path is
 * valid is not told here. Good for one leaf.
 *
 * <h2>The work is bounded whatever a peer brings</h2>
 *
 * The search begins above: at what the configured certificates issued, then at what those did. What
 * nobody known issued is never followed, so that a stranger's certificates cost one signature each
 * for every configured one whose name they claim. Beyond that the bounds below hold.
 */
public final class PathSearch {

  /** What the log says where a bound was reached. */
  static final String LIMIT_REACHED = "path-search-limit: the search ended at one of its bounds";

  /** No search takes more steps. */
  static final int MAXIMUM_STEPS = 256;

  /** No search finds more paths. */
  static final int MAXIMUM_PATHS = 32;

  /** No path has more certificates, leaf and anchor included. */
  public static final int MAXIMUM_LENGTH = 12;

  private final Issuers configured;
  private final Links links;
  private final List<PathNode> reached = new ArrayList<>();
  private final List<PathNode> way = new ArrayList<>();
  private final List<CandidatePath> paths = new ArrayList<>();
  private int steps;
  private boolean known;
  private boolean cut;

  private PathSearch(PathRules rules, Issuers configured) {
    this.configured = configured;
    this.links = new Links(rules);
  }

  /**
   * Searches from a leaf.
   *
   * @param forwarded certificates that may help, none of them configured
   */
  static PathSearch from(
      PathNode leaf, PathRules rules, Issuers configured, List<PathNode> forwarded) {
    PathSearch search = new PathSearch(rules, configured);
    search.reach(forwarded);
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
    return cut || isOver() || links.exhausted();
  }

  /** How many signatures were verified. */
  int signatures() {
    return links.signatures();
  }

  private boolean isOver() {
    return steps >= MAXIMUM_STEPS || paths.size() >= MAXIMUM_PATHS;
  }

  private void reach(List<PathNode> forwarded) {
    List<PathNode> others = new ArrayList<>(forwarded);
    int before;
    do {
      before = others.size();
      for (PathNode other : List.copyOf(others)) {
        if (issuers(other).stream().anyMatch(issuer -> links.between(other, issuer).isPresent())) {
          reached.add(other);
          others.remove(other);
        }
      }
    } while (others.size() < before);
  }

  /** Known ones whose subject is the issuer of the certificate. */
  private List<PathNode> issuers(PathNode certificate) {
    DistinguishedName name = certificate.certificate().issuer();
    List<PathNode> issuers = new ArrayList<>(configured.named(name));
    for (PathNode other : reached) {
      if (other.certificate().subject().equals(name)) {
        issuers.add(other);
      }
    }
    return issuers;
  }

  private void extend(@Nullable String flaw) {
    PathNode last = way.get(way.size() - 1);
    for (PathNode issuer : issuers(last)) {
      follow(last, issuer, flaw);
    }
  }

  private void follow(PathNode last, PathNode issuer, @Nullable String flawBelow) {
    if (isOver() || way.contains(issuer)) {
      return;
    }
    if (way.size() == MAXIMUM_LENGTH) {
      cut = true;
      return;
    }
    steps++;
    Optional<Link> link = links.between(last, issuer);
    if (link.isEmpty()) {
      return;
    }
    known = true;
    String flaw = flawBelow == null ? flaw(link.get()) : flawBelow;
    way.add(issuer);
    if (issuer.anchor() == null) {
      extend(flaw);
    } else {
      paths.add(new CandidatePath(way, flaw));
    }
    way.remove(way.size() - 1);
  }

  private @Nullable String flaw(Link link) {
    if (link.signatureFlaw() != null) {
      return Validity.position(way.size() - 1) + ": " + link.signatureFlaw();
    }
    return link.keyFlaw() == null ? null : Validity.position(way.size()) + ": " + link.keyFlaw();
  }
}
