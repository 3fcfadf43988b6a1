package io.github.proxymtls.internal.path;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.config.FileEntry;
import io.github.proxymtls.internal.config.FileKind;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.path.RevocationChecker.Finding;
import io.github.proxymtls.internal.path.RevocationChecker.Inquiry;
import io.github.proxymtls.internal.x509.CertificateNames;
import io.github.proxymtls.internal.x509.DecodedCertificate;
import io.github.proxymtls.internal.x509.ExtendedKeyUsageRule;
import io.github.proxymtls.internal.x509.LeafText;
import io.github.proxymtls.internal.x509.MalformedNameException;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Validates paths (RFC 5280 section 6) from a TLS client's certificate to one of a set of anchors.
 * An anchor is a certificate, not only a name and a key: two anchors with the same name are
 * distinct, and the validity period, path length, extended key usage and name constraints of the
 * anchor apply. Opens no connection before a path is valid, and then only to check revocation if
 * configured. Only the remembered signatures change.
 */
public final class PathValidator {

  /** The maximum number of certificates on all paths that are validated for one leaf. */
  private static final int MAXIMUM_VALIDATED = 24;

  private static final Refusal TOO_MANY_PATHS =
      new Refusal(Reason.CERTIFICATE_UNTRUSTED, PathSearch.LIMIT_REACHED);

  private final Issuers configured;
  private final PathRules rules;
  private final RevocationChecker revocation;
  private final KnownIssuers known;

  /** Creates a validator that remembers no signatures. */
  public PathValidator(Issuers configured, PathRules rules, RevocationChecker revocation) {
    this(configured, rules, revocation, KnownIssuers.NONE);
  }

  PathValidator(
      Issuers configured, PathRules rules, RevocationChecker revocation, KnownIssuers known) {
    this.configured = configured;
    this.rules = rules;
    this.revocation = revocation;
    this.known = known;
  }

  /**
   * Creates a validator.
   *
   * @param anchors CA certificates as {@link PemCertificates#anchors} reads them
   * @param intermediates CA certificates that complete a path
   * @throws IllegalArgumentException if one of them is malformed
   */
  public static PathValidator of(
      Collection<X509Certificate> anchors,
      Collection<X509Certificate> intermediates,
      ExtendedKeyUsageRule extendedKeyUsage) {
    return new PathValidator(
        Issuers.of(anchors, intermediates),
        PathRules.client(extendedKeyUsage),
        RevocationChecker.OFF);
  }

  /**
   * Returns the subject of an anchor that is also an anchor or intermediate certificate of the
   * other validator, or null if there is none. Compares keys, because a CA may have several
   * certificates.
   */
  public @Nullable String anchorSharedWith(PathValidator other) {
    ParsedCertificate shared = configured.anchorIn(other.configured);
    return shared == null ? null : LeafText.text(shared.parsed().getSubject());
  }

  /**
   * Returns an entry for each configured certificate and each CRL in use.
   *
   * @param anchors the kind of the anchors' file
   */
  public List<FileEntry> entries(FileKind anchors) {
    List<FileEntry> entries = new ArrayList<>(configured.entries(anchors));
    entries.addAll(revocation.entries());
    return entries;
  }

  /** Returns the subjects of the configured CAs whose certificates no CRL covers at this time. */
  public List<String> authoritiesWithoutCrl(Instant now) {
    return revocation.authoritiesWithoutCrl(now);
  }

  /**
   * Validates the certificates that a peer presented in its TLS handshake with the container. Never
   * throws.
   *
   * @param presented the leaf, then the others in any order; not empty
   */
  public PathResult validate(List<X509Certificate> presented, Instant now) {
    return guarded(
        () -> {
          List<ParsedCertificate> certificates =
              presented.stream().map(ParsedCertificate::of).toList();
          return result(certificates.get(0), certificates.subList(1, certificates.size()), now);
        });
  }

  /** Validates the certificates from a header. Never throws. */
  public PathResult validate(
      DecodedCertificate leaf, List<DecodedCertificate> others, Instant now) {
    return guarded(
        () ->
            result(
                ParsedCertificate.of(leaf),
                others.stream().map(ParsedCertificate::of).toList(),
                now));
  }

  /** Returns the same validator without revocation checks. */
  PathValidator withoutRevocation() {
    return new PathValidator(configured, rules, RevocationChecker.OFF, known);
  }

  /**
   * Asks for the revocation status of a path that is valid apart from revocation. Returns null if
   * it is not accepted. Never throws.
   *
   * @param path from the leaf to the anchor
   */
  @Nullable RevocationStatus revocationStatus(List<X509Certificate> path, Instant now) {
    try {
      long epoch = revocation.epoch();
      Finding finding = revocation.begin().about(path, now);
      return finding.refusal() == null ? new RevocationStatus(finding.until(), epoch) : null;
    } catch (RuntimeException | StackOverflowError e) {
      return null;
    }
  }

  /** Returns true if a revocation status may still be used. */
  boolean holds(RevocationStatus status, Instant now) {
    return status.holds(now, revocation.epoch());
  }

  /** Returns true if all these certificates are configured, and the last one as an anchor. */
  boolean configures(List<X509Certificate> certificates) {
    return configured.containsAll(certificates);
  }

  /** Turns every exception of the libraries into a rejection. */
  private static PathResult guarded(Supplier<PathResult> validation) {
    try {
      return validation.get();
    } catch (MalformedNameException e) {
      return known(Refusal.asFinal(Reason.CERTIFICATE_MALFORMED, String.valueOf(e.getMessage())));
    } catch (IllegalArgumentException e) {
      return known(new Refusal(Reason.CERTIFICATE_UNTRUSTED, String.valueOf(e.getMessage())));
    } catch (RuntimeException | StackOverflowError e) {
      return known(
          new Refusal(Reason.CERTIFICATE_UNTRUSTED, "not validated: " + e.getClass().getName()));
    }
  }

  private PathResult result(ParsedCertificate leaf, List<ParsedCertificate> others, Instant now) {
    Refusal malformed = malformation(leaf, others);
    if (malformed != null) {
      return known(malformed);
    }
    PathNode node = PathNode.leaf(leaf);
    String weakness = node.keyFlaw(rules.keys());
    if (weakness != null) {
      return known(Refusal.asFinal(Reason.CERTIFICATE_ALGORITHM, "the leaf: " + weakness));
    }
    List<PathNode> forwarded = forwarded(others);
    PathSearch search = PathSearch.from(node, rules, configured, forwarded);
    if (search.paths().isEmpty()) {
      return search.exhausted()
          ? known(new Refusal(Reason.CERTIFICATE_UNTRUSTED, PathSearch.LIMIT_REACHED))
          : new PathResult.NoPath(
              Refusal.asFinal(
                  Reason.CERTIFICATE_UNTRUSTED,
                  "no path to a configured anchor"
                      + new MissingIssuer(configured, forwarded, search).explain(node)),
              search.known());
    }
    Refusal refusal = rules.leaf().refusal(leaf, now);
    return refusal == null ? best(search, CertificateNames.of(leaf), now) : known(refusal);
  }

  /**
   * Configured certificates are not checked here. They were checked by their own rules when they
   * were loaded.
   */
  private @Nullable Refusal malformation(ParsedCertificate leaf, List<ParsedCertificate> others) {
    String flaw = rules.contents().flaw(leaf);
    if (flaw != null) {
      return Refusal.asFinal(Reason.CERTIFICATE_MALFORMED, "the leaf: " + flaw);
    }
    for (int i = 0; i < others.size(); i++) {
      flaw = configured.contains(others.get(i)) ? null : rules.contents().flaw(others.get(i));
      if (flaw != null) {
        return Refusal.asFinal(
            malformed(others.get(i)), "certificate " + i + " of the chain: " + flaw);
      }
    }
    return null;
  }

  /** A malformed name has the same reason code in every certificate. */
  private static Reason malformed(ParsedCertificate other) {
    return ContentRules.nameFlaw(other) == null
        ? Reason.CHAIN_MALFORMED
        : Reason.CERTIFICATE_MALFORMED;
  }

  /** Returns the forwarded certificates without duplicates and configured ones. */
  private List<PathNode> forwarded(List<ParsedCertificate> others) {
    List<PathNode> nodes = new ArrayList<>();
    for (ParsedCertificate other : others) {
      boolean again = nodes.stream().anyMatch(node -> node.certificate().sameAs(other));
      if (!again && !configured.contains(other)) {
        nodes.add(known.find(other));
      }
    }
    return nodes;
  }

  /**
   * Returns the first valid path, otherwise the most specific refusal. The refusal is final if the
   * search was complete and the refusal of every path is final.
   */
  private PathResult best(PathSearch search, CertificateNames names, Instant now) {
    long epoch = revocation.epoch();
    Inquiry inquiry = revocation.begin();
    Refusal worst = null;
    boolean allFinal = !search.exhausted();
    int certificates = 0;
    for (CandidatePath path : search.paths()) {
      Finding finding = Finding.refused(path.ruleRefusal(rules, now));
      if (finding.refusal() == null) {
        List<X509Certificate> x509Certificates = path.x509Certificates();
        certificates += x509Certificates.size();
        finding =
            certificates > MAXIMUM_VALIDATED
                ? Finding.refused(TOO_MANY_PATHS)
                : validated(path, x509Certificates, now, inquiry);
        if (finding.refusal() == null) {
          known.remember(path.nodes());
          return new PathResult.Valid(
              x509Certificates,
              names,
              path.configuredCertificates(),
              path.anchorThumbprint(),
              new RevocationStatus(finding.until(), epoch));
        }
      }
      if (finding.isFinal()) {
        return known(finding.refusal());
      }
      allFinal &= finding.refusal().isFinal();
      if (worst == null || worst.reason() == Reason.CERTIFICATE_UNTRUSTED) {
        worst = finding.refusal();
      }
    }
    Refusal reported = Objects.requireNonNull(worst);
    if (search.exhausted() && !reported.equals(TOO_MANY_PATHS)) {
      return known(reported.notFinal().withDetail("; " + PathSearch.LIMIT_REACHED));
    }
    return known(allFinal ? reported : reported.notFinal());
  }

  private Finding validated(
      CandidatePath path, List<X509Certificate> x509Certificates, Instant now, Inquiry inquiry) {
    Refusal invalid = path.invalidity(rules, now);
    return invalid == null ? inquiry.about(x509Certificates, now) : Finding.refused(invalid);
  }

  private static PathResult known(Refusal refusal) {
    return new PathResult.NoPath(refusal, true);
  }
}
